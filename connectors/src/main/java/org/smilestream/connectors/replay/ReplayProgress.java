package org.smilestream.connectors.replay;

/** Hears of each row that was sent. */
@FunctionalInterface
public interface ReplayProgress {

  /**
   * @param sent number of rows sent so far
   * @param total number of rows to send
   * @param eventTime of the row just sent, in milliseconds since the epoch
   */
  void sent(int sent, int total, long eventTime);
}
