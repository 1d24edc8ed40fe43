"""Every message between kernel and page: declared, checked, and written as TypeScript."""
