/** What an answer holds, as types: links where `include` names none, and only what `fields` keeps. */
import type { Link, Linked, Resources } from './types.js'

type Head<P extends string> = P extends `${infer First}.${string}` ? First : P
type Below<P extends string, K> = K extends string
  ? P extends `${K}.${infer Rest}`
    ? Rest
    : never
  : never

/** A row in which the links of these paths are embedded. */
export type Including<T, I extends string> = [I] extends [never]
  ? T
  : string extends I
    ? T
    : { [K in keyof T as K extends Head<I> ? never : K]: T[K] } & {
        // A list that comes only with `include` is there.
        [K in keyof T as K extends Head<I> ? K : never]-?: Embedded<T[K], Below<I, K>>
      }
type Embedded<V, I extends string> = V extends readonly (infer E)[]
  ? Embedded<E, I>[]
  : V extends Linked<infer R>
    ? Including<R, I>
    : V extends object
      ? Including<V, I>
      : V

/** A row of which only these paths are kept; what they lead through is embedded. */
export type Keeping<T, F extends string, I extends string = never> = [F] extends [never]
  ? Including<T, I>
  : string extends F
    ? Partial<T>
    : {
        [K in keyof T as K extends Head<F> ? K : never]: Kept<
          T[K],
          Below<F, K>,
          Below<I, K>,
          K extends Head<I> ? true : false
        >
      }
type Kept<V, F extends string, I extends string, Included> = V extends readonly (infer E)[]
  ? Kept<E, F, I, Included>[]
  : V extends Linked<infer R>
    ? [F] extends [never]
      ? Included extends true
        ? Including<R, I>
        : Link
      : Keeping<R, F, I>
    : V extends object
      ? Keeping<V, F, I>
      : V

export type ResourceName = keyof Resources
/** Names of resources that have a list. */
export type CollectionName = {
  [N in ResourceName]: [Resources[N]['filters']] extends [never] ? never : N
}[ResourceName]
/** A path to a link: the first step is checked here, the others by the service. */
export type IncludePath<N extends ResourceName> =
  | Resources[N]['links']
  | `${Resources[N]['links']}.${string}`
export type FieldPath<N extends ResourceName> = MemberName<N> | `${MemberName<N>}.${string}`
type MemberName<N extends ResourceName> = keyof Resources[N]['row'] & string
/** A row of a resource, under an `include` and a `fields`. */
export type Row<
  N extends ResourceName,
  I extends string = never,
  F extends string = never
> = Keeping<Resources[N]['row'], F, I>
