package org.smilestream.job.watch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.smilestream.data.Answer;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.job.report.FanSeries;
import org.smilestream.job.report.Numbers;
import org.smilestream.job.report.Scores;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.posterior.PredictiveScores;

/** The newest predictions of one model. */
final class PredictionFeed {
  /** Rows behind coverage and calibration. */
  static final int SCORED_ROWS = 2_000;

  private static final int SHOWN_ROWS = 150;

  /** Of them, those after the last one whose outcome is known. */
  private static final int SHOWN_AHEAD = 40;

  private static final int ANSWERS = 20;

  private final TreeMap<Long, Prediction> observations = new TreeMap<>();
  private final Deque<Prediction> answers = new ArrayDeque<>();
  private int room = SCORED_ROWS;
  private final RowCount rows = new RowCount();

  /**
   * What the page shows of them.
   *
   * @param rows number of rows whose predictions were read
   * @param newest id of the newest row; null before the first
   * @param fan the newest rows of a regression; null for classes
   * @param classes the newest rows of a classification; null for numbers
   * @param waiting number of rows among the newest {@link #SCORED_ROWS} whose outcome is not known
   * @param scores over the newest {@link #SCORED_ROWS} rows
   * @param coverage over the same rows
   * @param pit density of the probability integral transform in each tenth of [0, 1], over the same
   *     rows; null for classes
   * @param confidence the same rows of classes; null for numbers
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      long rows,
      String newest,
      String newestTime,
      String phase,
      int samples,
      FanSeries fan,
      ClassSeries classes,
      long waiting,
      Scores scores,
      CoverageSeries coverage,
      double[] pit,
      List<ConfidenceBin> confidence,
      List<AnswerView> answers) {}

  /**
   * The answer to a request.
   *
   * @param asked what was asked for besides, and the answer to it; null for nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AnswerView(
      String id,
      String time,
      double[] quantiles,
      double[] recalibrated,
      double[] probabilities,
      Answer asked) {

    private static AnswerView of(Prediction prediction) {
      Optional<PredictiveSummary> number = Optional.ofNullable(prediction.number());
      ClassProbabilities classes = prediction.classes();
      return new AnswerView(
          prediction.id(),
          Numbers.time(prediction.eventTime()),
          number.map(PredictiveSummary::quantiles).orElse(null),
          number.map(PredictiveSummary::recalibratedQuantiles).orElse(null),
          classes == null ? null : classes.probabilities(),
          number.map(PredictiveSummary::answer).orElse(null));
    }
  }

  /** Adds a prediction; whether it is of a newer row than all before. */
  boolean add(Prediction prediction) {
    if (prediction.sequence() < 0) {
      answers.removeIf(each -> each.id().equals(prediction.id()));
      answers.addFirst(prediction);
      if (answers.size() > ANSWERS) {
        answers.removeLast();
      }
      return false;
    }
    boolean newer = observations.isEmpty() || prediction.sequence() > observations.lastKey();
    rows.add(prediction.sequence());
    observations.put(prediction.sequence(), prediction);
    trim();
    return newer;
  }

  /** Bounds the number of rows that are kept. */
  void setRoom(int rows) {
    room = rows;
    trim();
  }

  private void trim() {
    while (observations.size() > room) {
      observations.pollFirstEntry();
    }
  }

  boolean isEmpty() {
    return observations.isEmpty() && answers.isEmpty();
  }

  /** Number of rows that are kept. */
  int size() {
    return observations.size();
  }

  /** The prediction of the row with this number. */
  Optional<Prediction> row(long sequence) {
    return Optional.ofNullable(observations.get(sequence));
  }

  /** The answer to the request with this id. */
  Optional<Prediction> answer(String id) {
    return answers.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The newest row; empty before the first. */
  Optional<Prediction> newest() {
    return observations.isEmpty()
        ? Optional.empty()
        : Optional.of(observations.lastEntry().getValue());
  }

  /** Scores of the rows that are kept. */
  PredictiveScores scores() {
    PredictiveScores scores = PredictiveScores.NONE;
    for (Prediction prediction : scored()) {
      scores = scores.add(prediction);
    }
    return scores;
  }

  private List<Prediction> scored() {
    return observations.tailMap((long) DiagnosticsOperator.UNSCORED_ROWS).values().stream()
        .filter(PredictionFeed::isScored)
        .toList();
  }

  private static boolean isScored(Prediction prediction) {
    return prediction.isKnown() && prediction.hasTarget();
  }

  /**
   * @param labels of the classes; empty for numbers
   */
  View view(List<String> labels) {
    List<Prediction> all = List.copyOf(observations.values());
    List<Prediction> scored = scored();
    List<Prediction> shown = shown(all);
    Prediction newest = newest().orElse(null);
    boolean numbers = labels.isEmpty();
    return new View(
        rows.count(),
        newest == null ? null : newest.id(),
        newest == null ? null : Numbers.time(newest.eventTime()),
        newest == null ? null : newest.provenance().phase().name(),
        newest == null ? 0 : newest.provenance().samples(),
        numbers ? FanSeries.of(shown) : null,
        numbers ? null : ClassSeries.of(shown, labels),
        all.stream().filter(each -> each.isKnown() && !each.hasTarget()).count(),
        Scores.of(all),
        CoverageSeries.of(scored),
        numbers ? scores().pitHistogram() : null,
        numbers ? null : ConfidenceBin.of(scored),
        answers.stream().map(AnswerView::of).toList());
  }

  /** The rows around the newest one whose outcome is known: some wait for theirs. */
  private static List<Prediction> shown(List<Prediction> all) {
    List<Prediction> rows = all.stream().filter(Prediction::isKnown).toList();
    int known = rows.size();
    while (known > 0 && !isScored(rows.get(known - 1))) {
      known--;
    }
    int end = known == 0 ? rows.size() : Math.min(rows.size(), known + SHOWN_AHEAD);
    return rows.subList(Math.max(0, end - SHOWN_ROWS), end);
  }
}
