package org.smilestream.learner;

/**
 * What a group of chains keeps of the drift that it has seen.
 *
 * @param windowStart number of the first row that is not forgotten
 * @param change number of the first row after a change that was found and is to be tried; {@link
 *     #NO_CHANGE} if there is none
 * @param test the test since the last alarm
 */
public record DriftState(long windowStart, long change, PageHinkley test) {
  static final long NO_CHANGE = -1;

  /** No drift yet. */
  public static final DriftState NONE = new DriftState(0, NO_CHANGE, PageHinkley.START);
}
