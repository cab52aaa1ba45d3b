export const usage = `onrecord: who said what, when, in which exact words, under which law.

  onrecord import <file|folder>…        import JSON bundles, NDJSON, or the CSV lists of the FBI
                                        (agencies) and Open Civic Data (divisions, aliases)
  onrecord import --dry-run <file>…     check everything and write nothing
  onrecord import --capture-text <file> supply the text of a capture of which only the hash is held
  onrecord keys create --name <name> --scopes <read:drafts,write,publish,admin> [--expires <time>]
                                        make a key, which is shown once
  onrecord keys list                    the keys, without their secret part
  onrecord keys rotate <id> [--grace <seconds>]
                                        a new key; the old one stays valid for a day or as said
  onrecord keys revoke <id>             end a key at once
  onrecord worker                       send what webhooks wait for, until a signal ends it; the service
                                        does so itself unless WORKER=false
  onrecord migrate [--dry-run]          bring the database up to date, or tell what is pending
  onrecord grants <role>                write the SQL that gives a role what serving needs, and no more
  onrecord release                      publish a release: all published rows in files, of one moment

Settings are read from the environment, as for the service: DATABASE_URL and so on.`
