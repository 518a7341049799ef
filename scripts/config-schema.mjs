// Writes schema/config.schema.json from the flags of the built commands; a test compares the two.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { configSchema } from '../dist/cli/config/config-schema.js'
import { describedCommands } from '../dist/cli/config/described-commands.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const config = await Config.load({ root })
const schema = configSchema(describedCommands(config), 'urn:mrl-eval:config:1')
const file = fileURLToPath(new URL('../schema/config.schema.json', import.meta.url))
writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
execFileSync('npx', ['biome', 'format', '--write', file], { cwd: root, stdio: 'inherit' })
console.log(`wrote ${file}`)
