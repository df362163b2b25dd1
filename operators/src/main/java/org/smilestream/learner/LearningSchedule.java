package org.smilestream.learner;

/**
 * Says what a group of chains is to do after each row. That depends on the number of rows, on what
 * was asked for and on which rows the group is behind at; {@link ChainGroupLearner} tells the
 * rules.
 */
final class LearningSchedule {
  /** Rounds in a row that can be left out: what is behind for long still follows the stream. */
  static final int MAX_SKIPPED_ROUNDS = 99;

  private final LearnerSettings settings;
  private final RememberedRows rows;
  private long lastWarmStart;
  private long skippedSteps;
  private int skippedRounds;
  private boolean paused;
  private boolean rewarmAsked;

  /** What is to be done after a row. */
  enum Task {
    /** The row is remembered, and that is all. */
    NONE,
    /** A warm start of all chains. */
    WARM_START,
    /** To say that there are too few rows for the warm start that was asked for. */
    REFUSE_WARM_START,
    /** To say that chains that were given their positions move from now on. */
    SET_OUT,
    /** A round of steps. */
    ROUND
  }

  /**
   * @param rows of the posterior; each is in there when it is asked what to do after it
   */
  LearningSchedule(LearnerSettings settings, RememberedRows rows) {
    this.settings = settings;
    this.rows = rows;
  }

  /** Lets the chains rest from the next row on, or move again. */
  void pause(boolean now) {
    paused = now;
  }

  /** Asks for a warm start of the chains, from where they are, at the next row. */
  void rewarm() {
    rewarmAsked = true;
  }

  /**
   * What to do after the newest row.
   *
   * @param placed whether the chains have positions
   * @param windowStart number of the first row that was not forgotten because of a drift
   * @param behind whether rows come faster than they are learned from; a round is then left out
   */
  Task next(boolean placed, long windowStart, boolean behind) {
    if (rewarmAsked) {
      rewarmAsked = false;
      return rewarmed(placed);
    }
    if (paused) {
      return Task.NONE;
    }
    if (placed && lastWarmStart == 0) {
      return rows.isSaturated() ? Task.SET_OUT : Task.NONE;
    }
    if (!placed) {
      return rows.next() < settings.warmUpRows() ? Task.NONE : Task.WARM_START;
    }
    if (warmStartIsDue(windowStart)) {
      return Task.WARM_START;
    }
    return rows.next() % settings.rowsPerRound() == 0 ? round(behind) : Task.NONE;
  }

  private Task rewarmed(boolean placed) {
    if (!placed) {
      return Task.NONE;
    }
    return rows.numbers().length < settings.warmUpRows() ? Task.REFUSE_WARM_START : Task.WARM_START;
  }

  /** Whether the rows have doubled since the last one and more of them are still kept. */
  private boolean warmStartIsDue(long windowStart) {
    long warmedOn = lastWarmStart - windowStart;
    return rows.next() - windowStart >= 2 * warmedOn && 2 * warmedOn <= rows.saturation();
  }

  private Task round(boolean behind) {
    if (behind && skippedRounds < MAX_SKIPPED_ROUNDS) {
      skippedRounds++;
      skippedSteps += stepsPerRound();
      return Task.NONE;
    }
    skippedRounds = 0;
    return Task.ROUND;
  }

  /** Number of steps that each chain makes in a round. */
  int stepsPerRound() {
    return settings.rowsPerRound() * settings.stepsPerRow();
  }

  /** The chains have been warmed on the rows, or set out from positions that they were given. */
  void warmed() {
    lastWarmStart = rows.next();
  }

  /** Number of rows when the chains were {@linkplain #warmed warmed}; 0 before. */
  long lastWarmStart() {
    return lastWarmStart;
  }

  /** Number of steps that each chain was due to make and did not, because the group was behind. */
  long skippedSteps() {
    return skippedSteps;
  }

  /** Goes on from what another one had come to. */
  void restore(long lastWarmStart, long skippedSteps) {
    this.lastWarmStart = lastWarmStart;
    this.skippedSteps = skippedSteps;
  }
}
