/** A cross that closes what it is in. */

interface CloseButtonProps {
  readonly name: string;
  readonly words: string;
  readonly onClick: () => void;
}

export function CloseButton({ name, words, onClick }: CloseButtonProps) {
  return (
    <button type="button" class="lw-close" data-lw={name} aria-label={words} onClick={onClick}>
      <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M2 2l8 8M10 2l-8 8" />
      </svg>
    </button>
  );
}
