/** What the thread that holds the HDF5 library is asked, and what it answers. */

export interface Questions {
  open: { path: string }
  numbers: { file: number; name: string; shape: readonly number[]; size: number; start: number; rows: number }
  texts: { file: number; name: string; size: number; isVariable: boolean; start: number; rows: number }
  close: { file: number }
}

export interface Answers {
  open: OpenedFile
  numbers: Uint8Array // little-endian, in C order
  texts: string[]
  close: null
}

export type Kind = keyof Questions

export type Question = { [K in Kind]: { id: number; kind: K } & Questions[K] }[Kind]

/** `isFatal`: the library is in no state to answer anything else. */
export type Reply = { id: number } & ({ answer: Answers[Kind] } | { error: string; isFatal: boolean })

export interface OpenedFile {
  file: number
  distance: string | null // the attribute of ann-benchmarks
  datasets: readonly Dataset[]
}

/** An array of the file. */
export interface Dataset {
  name: string // a/b/c
  shape: readonly number[]
  maxShape: readonly number[] | null // to which it may grow
  chunk: readonly number[] | null // shape of what is compressed as one; null: the values lie in one piece
  type: string // f4, i8, …, text; else what HDF5 calls it
  isBool: boolean // as h5py writes them: an enumeration of FALSE and TRUE
  size: number // bytes of one value
  isVariable: boolean // texts of any length
}
