package org.smilestream.job.bench;

/** Times in words. */
public final class Durations {
  private Durations() {}

  /** {@code 12 s} or {@code 3 min 4 s}. */
  public static String words(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }
}
