/** What we use of the `edtf` package, which ships no types. */
declare module 'edtf' {
  /** Milliseconds since 1970; an infinite number for an open end, null for an unknown one. */
  export default function edtf(text: string): { min: number | null; max: number | null }
}
