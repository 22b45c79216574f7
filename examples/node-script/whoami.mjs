// Prints the caller identity of a profile. Run it twice: the second run does not prompt for an MFA code.
//
//   npm install rolehop @aws-sdk/client-sts
//   node whoami.mjs my-profile
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromProfile } from 'rolehop'

const profile = process.argv[2] ?? 'default'
const client = new STSClient({ region: 'us-east-1', credentials: fromProfile({ profile }) })
const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}))
console.log(`${profile} is ${Arn} in account ${Account}`)
