/** Every sentence of the tasks that compare sides. */

export const strings = {
  side: (number: number) => `Side ${number}`,
  rank: (side: string, rank: number) => `${side}, place ${rank}`,
  notRanked: (side: string) => `${side}, no place yet`,
  up: (side: string) => `Move ${side} up`,
  down: (side: string) => `Move ${side} down`,
  saidRank: (side: string, rank: number) => `${side} is at place ${rank}.`,
  saidOut: (side: string) => `${side} has no place now.`,
  unranked: "Give each side a place first: press their numbers, the best first.",
  chooseAgain: "The sides of each item are in another order. Choose by a number.",
  keys: {
    choose: "the best side",
    tie: "a tie",
    bothBad: "all are bad",
    rank: "put the sides in order, the best first",
    unrank: "take back the last place",
  },
} as const;
