package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Provenance;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;

/** What was read of one model. */
final class WatchedModel {
  /** However many models there are, so many rows of each are kept, and half as many reports. */
  private static final int LEAST_ROWS = 20;

  private final String name;
  private final PredictionFeed predictions = new PredictionFeed();
  private final ChainFeed chains = new ChainFeed();
  private final EventFeed events = new EventFeed();
  private final SampleHistory samples = new SampleHistory();
  private final RowIndex rows = new RowIndex();
  private RowParser parser;
  private JsonNode diagnostics;

  /**
   * @param schema empty: the one that the topic of the posterior describes
   */
  WatchedModel(String name, Optional<Schema> schema) {
    this.name = name;
    schema.ifPresent(this::use);
  }

  /** Any record will do that has the features. */
  private void use(Schema schema) {
    parser = new RowParser(schema, false);
  }

  String name() {
    return name;
  }

  PredictionFeed predictions() {
    return predictions;
  }

  ChainFeed chains() {
    return chains;
  }

  EventFeed events() {
    return events;
  }

  /** The newest record of diagnostics; null before the first. */
  JsonNode diagnostics() {
    return diagnostics;
  }

  void setDiagnostics(JsonNode newest) {
    diagnostics = newest;
  }

  /** Whether it can be chosen: scores alone are of all models together. */
  boolean isShown() {
    return !predictions.isEmpty() || !chains.isEmpty();
  }

  /** Whether its rows can be read. */
  boolean readsRows() {
    return parser != null;
  }

  /** Whether its network is known, without which samples mean nothing. */
  boolean isDescribed() {
    return samples.model().isPresent();
  }

  /**
   * Bounds what is kept.
   *
   * @param share of what one model alone has
   */
  void setRoom(double share) {
    int least = LEAST_ROWS;
    predictions.setRoom(Math.max(least, (int) (share * PredictionFeed.SCORED_ROWS)));
    chains.setRoom(Math.max(least / 2, (int) (share * ChainFeed.REPORTS_OF_A_GROUP)));
    events.setRoom(Math.max(least / 2, (int) (share * EventFeed.SHOWN_EVENTS)));
  }

  /**
   * Adds a record of the topic {@code posterior}.
   *
   * @throws IOException if it is none of the topic's
   */
  void addPosterior(byte[] value) throws IOException {
    samples.add(value);
    if (!readsRows()) {
      samples.model().map(ModelDescription::schema).ifPresent(this::use);
    }
  }

  /** The columns of its rows; empty before the topic of the posterior has described them. */
  Optional<Schema> schema() {
    return samples.model().map(ModelDescription::schema);
  }

  /** Adds those rows of a record that this model can use. */
  void addRows(byte[] value) {
    if (parser != null) {
      parser.parse(value, "", 0, 0).stream()
          .map(ParsedRecord::row)
          .filter(row -> row != null)
          .forEach(rows::add);
    }
  }

  /**
   * What samples behind one of its predictions are shown with.
   *
   * @param labels of the classes, in the order of the prediction
   */
  Behind behind(Prediction prediction, List<String> labels) throws NoSamplesException {
    Provenance provenance = prediction.provenance();
    if (provenance.samples() == 0) {
      throw new NoSamplesException("the row was predicted before there was a sample");
    }
    Row row = rows.of(prediction).orElseThrow(() -> new NoSamplesException(noRow(prediction)));
    ModelDescription model =
        samples.model().orElseThrow(() -> new NoSamplesException(notDescribed()));
    EncodedRow encoded =
        samples
            .encode(row, prediction, target(prediction, labels, model.schema()))
            .orElseThrow(
                () ->
                    new NoSamplesException(
                        "scaler %d is not known".formatted(provenance.scalerVersion())));
    List<PosteriorSample> behind = samples.behind(prediction);
    if (behind.stream().noneMatch(sample -> sample.step() == provenance.newestStep())) {
      throw new NoSamplesException(
          "the newest sample behind row '%s' is no longer known, or not read yet"
              .formatted(prediction.id()));
    }
    return new Behind(prediction, encoded, samples.scaler(prediction), model, behind);
  }

  private String noRow(Prediction prediction) {
    return readsRows()
        ? "row '%s' is not among the newest %d of its topic, or cannot be read without a schema file"
            .formatted(prediction.id(), RowIndex.MOST)
        : notDescribed();
  }

  private String notDescribed() {
    return "the topic of the posterior has nothing of model '%s'".formatted(name);
  }

  /** What happened, as the network counts: a class by its place among the network's outputs. */
  private static double target(Prediction prediction, List<String> labels, Schema schema) {
    return labels.isEmpty() || !prediction.hasTarget()
        ? prediction.target()
        : schema.classes().indexOf(labels.get((int) prediction.target()));
  }
}
