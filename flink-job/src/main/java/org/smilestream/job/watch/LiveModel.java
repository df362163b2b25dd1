package org.smilestream.job.watch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.job.report.ReportJson;

/** All that the page knows. Filled by one thread, asked by others. */
final class LiveModel {
  private final PredictionFeed predictions = new PredictionFeed();
  private final TunerFeed tuner = new TunerFeed();
  private final DeadLetterFeed deadLetters = new DeadLetterFeed();
  private final SampleHistory samples = new SampleHistory();
  private final RowIndex rows = new RowIndex();
  private final Schema given;
  private PredictionFormat predictionFormat;
  private RowParser observations;
  private RowParser requests;
  private long unreadable;
  private long version;

  /**
   * What the page gets.
   *
   * @param unreadable number of records that are none of their topic's
   */
  record View(
      String model,
      long unreadable,
      PredictionFeed.View predictions,
      TunerFeed.View tuner,
      List<DeadLetterFeed.View> deadLetters) {}

  /** Where records come from. */
  enum Topic {
    PREDICTIONS,
    TUNER,
    POSTERIOR,
    DEAD_LETTERS,
    OBSERVATIONS,
    REQUESTS
  }

  /** Why there are no samples to show, in a sentence. */
  static final class NoSamplesException extends Exception {
    private static final long serialVersionUID = 1;

    NoSamplesException(String message) {
      super(message);
    }
  }

  /**
   * @param schema empty: the one that the topic of the posterior describes
   */
  LiveModel(Optional<Schema> schema) {
    given = schema.orElse(null);
    if (given != null) {
      use(given);
    }
  }

  private void use(Schema schema) {
    predictionFormat = new PredictionFormat(schema);
    observations = new RowParser(schema, true);
    requests = new RowParser(schema, false);
  }

  /** Whether the columns are known, without which neither rows nor classes can be read. */
  synchronized boolean knowsSchema() {
    return predictionFormat != null;
  }

  synchronized void add(Topic topic, byte[] value) {
    version++;
    try {
      switch (topic) {
        case PREDICTIONS -> predictions.add(predictionFormat.read(value));
        case TUNER -> tuner.add(value);
        case DEAD_LETTERS -> deadLetters.add(value);
        case POSTERIOR -> addPosterior(value);
        case OBSERVATIONS -> addRows(observations.parse(value, "", 0, 0));
        case REQUESTS -> addRows(requests.parse(value, "", 0, 0));
        default -> throw new IllegalArgumentException(topic.toString());
      }
    } catch (IOException | RuntimeException e) {
      // Whatever somebody has written to a topic, the page goes on.
      unreadable++;
    }
  }

  private void addPosterior(byte[] value) throws IOException {
    samples.add(value);
    if (!knowsSchema()) {
      samples.model().map(ModelDescription::schema).ifPresent(this::use);
    }
  }

  private void addRows(List<ParsedRecord> parsed) {
    parsed.stream().map(ParsedRecord::row).filter(row -> row != null).forEach(rows::add);
  }

  /** Grows with each record. */
  synchronized long version() {
    return version;
  }

  /** The view as JSON. */
  synchronized String view() {
    String model = samples.model().map(each -> each.schema().model()).orElse(null);
    return ReportJson.write(
        new View(
            model == null && given != null ? given.model() : model,
            unreadable,
            predictions.view(),
            tuner.view(),
            deadLetters.view()));
  }

  /** The samples behind the prediction of the row with this number. */
  SamplesView samplesOfRow(long sequence) throws NoSamplesException {
    Prediction prediction;
    synchronized (this) {
      prediction =
          predictions
              .row(sequence)
              .orElseThrow(
                  () ->
                      new NoSamplesException(
                          "row %d is not among the newest %d predictions"
                              .formatted(sequence, PredictionFeed.SCORED_ROWS)));
    }
    return samplesOf(prediction);
  }

  /** The samples behind the answer to the request with this id. */
  SamplesView samplesOfRequest(String id) throws NoSamplesException {
    Prediction answer;
    synchronized (this) {
      answer =
          predictions
              .answer(id)
              .orElseThrow(
                  () -> new NoSamplesException("request '" + id + "' is not among the newest"));
    }
    return samplesOf(answer);
  }

  private SamplesView samplesOf(Prediction prediction) throws NoSamplesException {
    Row row;
    EncodedRow encoded;
    List<PosteriorSample> behind;
    synchronized (this) {
      if (prediction.samples() == 0) {
        throw new NoSamplesException("the row was predicted before there was a sample");
      }
      row =
          rows.of(prediction)
              .orElseThrow(
                  () ->
                      new NoSamplesException(
                          "row '%s' is not among the newest %d of its topic, or cannot be read without a schema file"
                              .formatted(prediction.id(), RowIndex.MOST)));
      encoded =
          samples
              .encode(row, prediction)
              .orElseThrow(
                  () ->
                      new NoSamplesException(
                          "scaler %d is not known".formatted(prediction.scalerVersion())));
      behind = samples.behind(prediction);
      if (behind.stream().noneMatch(sample -> sample.step() == prediction.newestStep())) {
        throw new NoSamplesException(
            "the newest sample behind row '%s' is no longer known, or not read yet"
                .formatted(prediction.id()));
      }
    }
    return SamplesView.of(
        prediction,
        encoded,
        samples.scaler(prediction),
        samples.model().orElseThrow().spec(),
        behind);
  }
}
