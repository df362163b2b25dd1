package org.smilestream.learner;

import org.smilestream.data.TunerStatistics;

/** How events of drift are told from others in the statistics of a chain group. */
public final class DriftEvents {
  static final String ALARM = "drift alarm";
  static final String TRIAL = "drift trial";

  private DriftEvents() {}

  /** Whether rows were found to be predicted worse. */
  public static boolean isAlarm(TunerStatistics statistics) {
    return begins(statistics, ALARM);
  }

  /** Whether there was an alarm, or a trial of what helps. */
  public static boolean isOfDrift(TunerStatistics statistics) {
    return isAlarm(statistics) || begins(statistics, TRIAL);
  }

  private static boolean begins(TunerStatistics statistics, String words) {
    return statistics.event() != null && statistics.event().startsWith(words);
  }
}
