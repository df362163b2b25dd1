package org.smilestream.learner;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.ModelSpec;

/**
 * Watches how well the chains of a group predict the rows of a window before they learn from them.
 *
 * <p>When their log density falls for long ({@link PageHinkley}) that is an alarm. As soon as there
 * are enough rows since the change, a trial shows whether it is better to forget what came before:
 * positions that were made from two thirds of the rows since have to predict the other third better
 * than those that the chains have, surely and by {@link #LEAST_GAIN}.
 */
final class DriftWatch {
  /** Nats a row. Below, nothing is forgotten: fewer rows make a wider posterior. */
  private static final double LEAST_GAIN = 0.2;

  /** A gain of fewer standard errors may be chance. */
  private static final double SURE_ERRORS = 3;

  private static final int LEAST_TRIAL_ROWS = 100;

  /** One row in so many judges what was learned from the others. */
  private static final int JUDGED_SHARE = 3;

  private final DriftSettings settings;
  private final int leastTrialRows;
  private final Window window;
  private final RowScores scores;
  private DriftState state = DriftState.NONE;

  /**
   * @param warmUpRows the least rows that chains can be made from
   * @param window that the chains learn from
   * @param engine not owned, used during a call only
   */
  DriftWatch(
      DriftSettings settings,
      int warmUpRows,
      Window window,
      ModelSpec spec,
      LogDensityEngine engine) {
    this.settings = settings;
    this.window = window;
    leastTrialRows = Math.max(LEAST_TRIAL_ROWS, warmUpRows);
    scores = new RowScores(spec, engine);
  }

  /**
   * What came of a trial.
   *
   * @param positions to go on from with the rows since the change alone; empty: all rows are kept
   */
  record Trial(String event, Optional<double[][]> positions) {}

  DriftState state() {
    return state;
  }

  void restore(DriftState saved) {
    state = saved;
  }

  /** Whether a change was found and what helps has not been tried yet. */
  boolean isPending() {
    return state.change() != DriftState.NO_CHANGE;
  }

  /** Whether there are enough rows since the change that was found to try what helps. */
  boolean trialIsDue() {
    return window.next() - state.change() >= leastTrialRows;
  }

  /**
   * Follows the scores of the newest rows, which the chains have not learned from. Scores take
   * time; of what came while rounds were left out the last rows stand for all.
   *
   * @param rows number of them
   * @param positions of the chains
   * @return the alarm in words; null where there is none
   */
  String follow(int rows, double[][] positions) {
    PageHinkley test = state.test();
    long from = Math.max(state.windowStart(), window.next() - rows);
    for (long sequence = from; sequence < window.next(); sequence++) {
      test = test.add(-scores.logDensity(window, window.age(sequence), positions), sequence);
    }
    if (test.risen() <= settings.threshold()) {
      state = new DriftState(state.windowStart(), DriftState.NO_CHANGE, test);
      return null;
    }
    long change = Math.max(state.windowStart(), test.leastAt() + 1);
    state =
        new DriftState(
            state.windowStart(),
            settings.reacts() ? change : DriftState.NO_CHANGE,
            PageHinkley.START);
    return DriftEvents.ALARM + ": rows are predicted worse since row " + change;
  }

  /**
   * Tries to forget what came before the change that was found; where that is better, the window
   * does.
   *
   * @param positions of the chains
   * @param learn makes such positions from rows of the window, given by their numbers
   */
  Trial tryToForget(double[][] positions, Function<int[], double[][]> learn) {
    long change = state.change();
    int[] ages = Arrays.stream(window.numbers()).filter(age -> age <= window.age(change)).toArray();
    int[] learned = Arrays.stream(ages).filter(age -> age % JUDGED_SHARE != 0).toArray();
    int[] judged = Arrays.stream(ages).filter(age -> age % JUDGED_SHARE == 0).toArray();
    // A window that holds so few rows forgets fast enough.
    if (ages.length < leastTrialRows) {
      return kept(DriftEvents.TRIAL + ": only " + ages.length + " rows since row " + change);
    }
    double[][] others = learn.apply(learned);
    double[] gains =
        Arrays.stream(judged)
            .mapToDouble(
                age ->
                    scores.logDensity(window, age, others)
                        - scores.logDensity(window, age, positions))
            .toArray();
    double gain = Arrays.stream(gains).average().orElseThrow();
    double squares = Arrays.stream(gains).map(each -> (each - gain) * (each - gain)).sum();
    double error = Math.sqrt(squares / (gains.length - 1) / gains.length);
    String found =
        String.format(
            Locale.ROOT,
            "%s: with %d rows since row %d alone, others are predicted %.3f nats better (standard error"
                + " %.3f)",
            DriftEvents.TRIAL,
            learned.length,
            change,
            gain,
            error);
    // Whatever is not a number is no gain.
    if (!(gain >= Math.max(LEAST_GAIN, SURE_ERRORS * error))) {
      return kept(found);
    }
    state = new DriftState(change, DriftState.NO_CHANGE, PageHinkley.START);
    window.forgetBefore(change);
    return new Trial(found + ": the rows before are forgotten", Optional.of(others));
  }

  private Trial kept(String found) {
    state = new DriftState(state.windowStart(), DriftState.NO_CHANGE, PageHinkley.START);
    return new Trial(found + ": all rows are kept", Optional.empty());
  }
}
