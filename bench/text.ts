/** Prose of a given length, with the quotes, dashes and accents that real statements have. */
import type { Random } from './random.js'

export const words =
  `the of and to in a that is for was on with as by it not from at be this are which an
officers department police chief sheriff city county state federal agents immigration enforcement
residents community statement policy law statute order court civil warrant custody arrest operation
conduct assist cooperate request notify report review respond protect public safety trust support
duty intercede force training record video evidence incident scene street vehicle person people
rights constitution authority jurisdiction agreement mutual aid during after before without under
according made said says will does did may must shall should would there their they we our his her
no any all each other every such only also more than when where while because until unless against`
    .split(/\s+/)
    .concat([
      '“public safety”',
      '"lawful"',
      'officer’s',
      'Peñasco',
      '—',
      'Año',
      'naïve',
      '§ 626.84'
    ])

/** About `length` characters, in sentences. */
export function prose(random: Random, length: number): string {
  let text = ''
  let left = 0
  while (text.length < length) {
    const word = random.pick(words)
    if (left === 0) {
      text += `${text ? '. ' : ''}${word.charAt(0).toUpperCase()}${word.slice(1)}`
      left = 8 + random.below(14)
    } else text += ` ${word}`
    left--
  }
  return `${text}.`
}

/** A name of a few words. */
export const title = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.pick(words))
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join(' ')
