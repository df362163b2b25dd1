package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smilestream.connectors.format.PosteriorRecords;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.report.ReportJson;
import org.smilestream.learner.DriftEvents;

/** All that the page knows of a job. Filled by one thread, asked by others. */
final class LiveJob {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SHOWN_NAMES = 500;

  private final Clock clock;
  private final String target;
  private final Models models;
  private final PredictionReader predictions = new PredictionReader();
  private final TunerFormat tuner = new TunerFormat();
  private final EventFeed events = new EventFeed();
  private final MetricHistory metrics = new MetricHistory();
  private final DeadLetterFeed deadLetters = new DeadLetterFeed();

  /** Predictions of classes that are not known yet. */
  private final Deque<byte[]> unread = new ArrayDeque<>();

  private long happened;
  private long alarms;
  private long unreadable;
  private long newestRead;
  private long newestOfRowRead;
  private long newestRowRead;
  private long version;

  /**
   * What the page gets.
   *
   * @param model name of the model that is shown
   * @param models names of those that can be chosen, up to {@value #SHOWN_NAMES} that were heard of
   *     last
   * @param hidden number of further ones
   * @param standings the models side by side, if there are several
   * @param newestRead when the newest prediction of any model was read, in milliseconds since the
   *     epoch; 0 before the first
   * @param newestOfRowRead the same without answers to requests
   * @param newestRowRead when a row of any model was read that was newer than all before; 0 before
   *     the first
   * @param unreadable number of records that are none of their topic's
   * @param target name of what is predicted; null where it is not known
   * @param described whether samples behind predictions can be shown
   * @param classes labels of the target; empty for numbers
   * @param diagnostics the newest of the model; null before the first
   * @param allKeys the newest of all keys together; null where there are no keys
   * @param alarms of drift, that were read
   */
  record View(
      String model,
      List<String> models,
      long hidden,
      List<Standing> standings,
      long newestRead,
      long newestOfRowRead,
      long newestRowRead,
      long unreadable,
      String target,
      boolean described,
      List<String> classes,
      PredictionFeed.View predictions,
      ChainFeed.View chains,
      JsonNode diagnostics,
      JsonNode allKeys,
      List<EventFeed.Event> events,
      long alarms,
      MetricHistory.View metrics,
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

  /**
   * @param schemas of models, as far as they are not to be found in the topics
   * @param first what is shown where nothing is chosen
   */
  LiveJob(List<Schema> schemas, Choice first, Clock clock) {
    this.clock = clock;
    target = schemas.stream().map(Schema::target).findFirst().orElse(null);
    models =
        new Models(
            schemas.stream()
                .collect(Collectors.toMap(Schema::model, Function.identity(), (one, other) -> one)),
            first);
    schemas.forEach(schema -> predictions.know(schema.classes()));
    schemas.forEach(schema -> models.of(schema.model()));
  }

  /** Whether there is a model whose rows can be read. */
  synchronized boolean readsRows() {
    return models.all().stream().anyMatch(WatchedModel::readsRows);
  }

  synchronized void add(Topic topic, byte[] value) {
    version++;
    try {
      switch (topic) {
        case PREDICTIONS -> addPrediction(value);
        case TUNER -> addTuner(value);
        case DEAD_LETTERS -> deadLetters.add(value);
        case POSTERIOR -> addPosterior(value);
        case OBSERVATIONS, REQUESTS -> models.all().forEach(model -> model.addRows(value));
        default -> throw new IllegalArgumentException(topic.toString());
      }
    } catch (IOException | RuntimeException e) {
      // Whatever somebody has written to a topic, the page goes on.
      unreadable++;
    }
  }

  private void addPrediction(byte[] value) throws IOException {
    Optional<Prediction> read = predictions.read(value);
    if (read.isEmpty()) {
      unread.addLast(value);
      if (unread.size() > PredictionFeed.SCORED_ROWS) {
        unread.removeFirst();
      }
      return;
    }
    newestRead = clock.millis();
    if (read.get().sequence() >= 0) {
      newestOfRowRead = newestRead;
    }
    if (models.of(read.get().model()).predictions().add(read.get())) {
      newestRowRead = newestRead;
    }
    models.predicted(read.get());
  }

  private void addTuner(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value);
    switch (json.path("type").asText()) {
      case "tuner" -> addStatistics(tuner.read(value), json);
      case "diagnostics" -> models.of(json.path("model").asText()).setDiagnostics(json);
      case "metrics" -> metrics.add(json);
      case "" -> throw new IOException("a record without type");
      // An acknowledgement, a promotion, or what a later version writes.
      default -> events.add(event(json, json.path("type").asText(), EventText.of(json)));
    }
  }

  private void addStatistics(TunerStatistics statistics, JsonNode json) {
    WatchedModel model = models.of(statistics.model());
    model.chains().add(statistics);
    if (statistics.event() != null) {
      String kind = DriftEvents.isOfDrift(statistics) ? "drift" : "chains";
      String text = "group " + statistics.group() + ": " + statistics.event();
      model.events().add(event(json, kind, text));
    }
    if (DriftEvents.isAlarm(statistics)) {
      alarms++;
    }
  }

  private EventFeed.Event event(JsonNode json, String kind, String text) {
    return EventFeed.Event.of(happened++, json, kind, text);
  }

  private void addPosterior(byte[] value) throws IOException {
    WatchedModel model = models.of(PosteriorRecords.model(value));
    model.addPosterior(value);
    if (!unread.isEmpty() && model.schema().isPresent()) {
      predictions.know(model.schema().get().classes());
      List<byte[]> waited = List.copyOf(unread);
      unread.clear();
      waited.forEach(each -> add(Topic.PREDICTIONS, each));
    }
  }

  /** Grows with each record. */
  synchronized long version() {
    return version;
  }

  /**
   * The view as JSON.
   *
   * @param chosen name of a model; empty: the one that is shown first
   */
  synchronized String view(Optional<String> chosen) {
    String name = chosen.orElseGet(models::byDefault);
    WatchedModel model =
        models.find(name).orElseGet(() -> new WatchedModel(name, Optional.empty()));
    List<String> names = models.shown().stream().map(WatchedModel::name).toList();
    int hidden = Math.max(0, names.size() - SHOWN_NAMES);
    return ReportJson.write(
        new View(
            name,
            names.subList(hidden, names.size()).stream().sorted().toList(),
            hidden,
            Standing.of(models.shown(), metrics),
            newestRead,
            newestOfRowRead,
            newestRowRead,
            unreadable,
            target(model),
            model.isDescribed(),
            predictions.classes(),
            model.predictions().view(predictions.classes()),
            model.chains().view(group -> stepsPerRow(name, group)),
            model.diagnostics(),
            allKeys(name),
            EventFeed.newest(model.events(), events),
            alarms,
            metrics.view(name),
            deadLetters.view()));
  }

  /** The target is the same for all models of a job. */
  private String target(WatchedModel model) {
    return model.schema().map(Schema::target).orElse(target);
  }

  private double stepsPerRow(String model, int group) {
    return metrics.value(model, "chains", "chains.group." + group + ".stepsPerRow");
  }

  private JsonNode allKeys(String name) {
    return Choice.key(name).isEmpty()
        ? null
        : models.find(Choice.base(name)).map(WatchedModel::diagnostics).orElse(null);
  }

  /**
   * The samples behind the prediction of a row.
   *
   * @param chosen name of the model; empty: the one that is shown first
   */
  SamplesView samplesOfRow(Optional<String> chosen, long sequence) throws NoSamplesException {
    return samples(
        chosen,
        model -> model.predictions().row(sequence),
        "row %d is not among the newest %d predictions"
            .formatted(sequence, PredictionFeed.SCORED_ROWS));
  }

  /** The samples behind the answer to the request with this id. */
  SamplesView samplesOfRequest(Optional<String> chosen, String id) throws NoSamplesException {
    return samples(
        chosen,
        model -> model.predictions().answer(id),
        "request '" + id + "' is not among the newest");
  }

  private SamplesView samples(
      Optional<String> chosen, Function<WatchedModel, Optional<Prediction>> find, String otherwise)
      throws NoSamplesException {
    Behind behind;
    synchronized (this) {
      WatchedModel model =
          models
              .find(chosen.orElseGet(models::byDefault))
              .orElseThrow(() -> new NoSamplesException(otherwise));
      Prediction prediction =
          find.apply(model).orElseThrow(() -> new NoSamplesException(otherwise));
      behind = model.behind(prediction, predictions.classes());
    }
    return SamplesView.of(behind);
  }
}
