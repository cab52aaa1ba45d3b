/** The store of releases that the settings name. */
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.js'
import { rootPath } from '../paths.js'
import type { ReleaseStore } from './store.js'
import { folderStore } from './store-folder.js'
import { s3Store } from './store-s3.js'

export type StoreSettings = Pick<Config, 'releasesUrl' | 'awsAccessKeyId' | 'awsSecretAccessKey'>

/** A folder within the project unless another, or a bucket, is named. */
export function openReleases(config: StoreSettings): ReleaseStore {
  const { releasesUrl: url, awsAccessKeyId = '', awsSecretAccessKey = '' } = config
  if (url?.startsWith('s3:'))
    return s3Store(url, { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey })
  return folderStore(url ? fileURLToPath(url) : rootPath('.onrecord', 'releases'))
}
