#!/usr/bin/env node
/** The `tickwire` command. */
import { main } from './cli/main'

main(process)
