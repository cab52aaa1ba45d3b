/** Gives a page the style of the examples. */
import { adoptStyle } from './claim-parts.js'

adoptStyle(document)
