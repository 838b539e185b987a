// @ts-check
// Trying again after failures, later each time.

/** @param {number} milliseconds */
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * How long to wait after a number of failures in a row.
 *
 * @param {number} failures
 * @param {number} first milliseconds after the first one
 * @param {number} [most]
 */
export const backoff = (failures, first, most = Infinity) => Math.min(first * 2 ** (failures - 1), most);

/**
 * Does something, again if it fails, and fails itself with the last attempt.
 *
 * @template T
 * @param {(failures: number) => Promise<T>} action is told how often it has failed
 * @param {{ attempts: number, first: number }} options `first` is the first pause in milliseconds
 * @returns {Promise<T>}
 */
export async function retried(action, { attempts, first }) {
  for (let failures = 0; ;) {
    try {
      return await action(failures);
    } catch (error) {
      failures += 1;
      if (failures === attempts) throw error;
      console.warn(error);
      await pause(backoff(failures, first));
    }
  }
}
