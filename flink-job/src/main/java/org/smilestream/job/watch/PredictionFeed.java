package org.smilestream.job.watch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.smilestream.data.Prediction;
import org.smilestream.job.report.FanSeries;
import org.smilestream.job.report.Numbers;
import org.smilestream.job.report.Observed;
import org.smilestream.job.report.Scores;

/** The newest predictions. */
final class PredictionFeed {
  /** Rows behind coverage and calibration. */
  static final int SCORED_ROWS = 2_000;

  private static final int FAN_ROWS = 150;
  private static final int ANSWERS = 20;
  private static final int PIT_BINS = 10;

  private final TreeMap<Long, Prediction> observations = new TreeMap<>();
  private final Deque<Prediction> answers = new ArrayDeque<>();
  private long read;

  /**
   * What the page shows of them.
   *
   * @param read number of predictions that were read
   * @param newest id of the newest row; null before the first
   * @param classes whether they are of classes: there is no fan then
   * @param fan the newest rows of a regression
   * @param scores over the newest {@link #SCORED_ROWS} rows
   * @param pit density of the probability integral transform in each tenth of [0, 1], over the same
   *     rows; null where there is none
   */
  record View(
      long read,
      String newest,
      String newestTime,
      String phase,
      int samples,
      boolean classes,
      FanSeries fan,
      Scores scores,
      double[] pit,
      List<Answer> answers) {}

  /** The answer to a request. */
  record Answer(String id, String time, double[] quantiles, double[] probabilities) {}

  void add(Prediction prediction) {
    read++;
    if (prediction.sequence() < 0) {
      answers.removeIf(each -> each.id().equals(prediction.id()));
      answers.addFirst(prediction);
      if (answers.size() > ANSWERS) {
        answers.removeLast();
      }
      return;
    }
    observations.put(prediction.sequence(), prediction);
    if (observations.size() > SCORED_ROWS) {
      observations.pollFirstEntry();
    }
  }

  /** The prediction of the row with this number. */
  Optional<Prediction> row(long sequence) {
    return Optional.ofNullable(observations.get(sequence));
  }

  /** The answer to the request with this id. */
  Optional<Prediction> answer(String id) {
    return answers.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  View view() {
    List<Prediction> all = List.copyOf(observations.values());
    List<Prediction> known = all.stream().filter(Observed::isKnown).toList();
    List<Prediction> scored = known.stream().filter(Observed::isScored).toList();
    Prediction newest = all.isEmpty() ? null : all.get(all.size() - 1);
    return new View(
        read,
        newest == null ? null : newest.id(),
        newest == null ? null : Numbers.time(newest.eventTime()),
        newest == null ? null : newest.phase().name(),
        newest == null ? 0 : newest.samples(),
        newest != null && newest.probabilities() != null,
        FanSeries.last(FAN_ROWS, known),
        Scores.of(all),
        pit(scored),
        answers.stream()
            .map(
                each ->
                    new Answer(
                        each.id(),
                        Numbers.time(each.eventTime()),
                        each.quantiles(),
                        each.probabilities()))
            .toList());
  }

  private static double[] pit(List<Prediction> scored) {
    double[] values =
        scored.stream().mapToDouble(Prediction::pit).filter(Double::isFinite).toArray();
    if (values.length == 0) {
      return null;
    }
    double[] density = new double[PIT_BINS];
    for (double value : values) {
      density[Math.min(PIT_BINS - 1, (int) (value * PIT_BINS))]++;
    }
    return Arrays.stream(density).map(count -> count * PIT_BINS / values.length).toArray();
  }
}
