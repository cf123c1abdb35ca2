// Drives npm's ngrok for a test: each line that is read is a call in JSON, as {"call": "connect", "arguments": [8080]}, and is
// answered by a line with its value, or with the error as a program would see it. "api.NAME" is a call to its API client.
'use strict'

const ngrok = require('ngrok')
const readline = require('readline')

const statuses = []

const withEars = (argument) =>
  argument !== null && typeof argument === 'object'
    ? { ...argument, onStatusChange: (status) => statuses.push(status) }
    : argument

const call = ({ call, arguments: given }) => {
  if (call === 'statuses') {
    return statuses
  }
  const name = call.replace(/^api\./, '')
  const target = name === call ? ngrok : ngrok.getApi()
  return target[name](...(call === 'connect' ? given.map(withEars) : given))
}

const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\n')

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  try {
    const value = await call(JSON.parse(line))
    say({ value: value === undefined ? null : value })
  } catch (error) {
    say({ error: error.message, body: error.body === undefined ? null : error.body })
  }
}).on('close', () => ngrok.kill().then(() => process.exit(0)))
