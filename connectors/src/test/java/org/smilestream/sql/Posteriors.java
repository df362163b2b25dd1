package org.smilestream.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.connectors.format.ModelRecordFormat;
import org.smilestream.connectors.format.PosteriorExport;
import org.smilestream.connectors.format.PosteriorRecords;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** Small posteriors, as records of a topic and as exports. */
final class Posteriors {
  static final Scaler SCALER =
      new Scaler(1, 100, new double[] {1, 2, 0.5}, new double[] {3, 4, 0.5}, 5, 6);

  /** Two numbers, one of which may be missing, and a category. */
  static final ModelDescription NUMBER =
      new ModelDescription(
          schema("m", Task.REGRESSION, List.of()), spec(Likelihood.GAUSSIAN_HETEROSCEDASTIC, 2));

  static final ModelDescription CLASS =
      new ModelDescription(
          schema("m", Task.CLASSIFICATION, List.of("no", "yes", "perhaps")),
          spec(Likelihood.CATEGORICAL, 3));

  private static final List<DictionaryEntry> ENTRIES =
      List.of(new DictionaryEntry(0, "red", 1), new DictionaryEntry(0, "7", 2));

  private Posteriors() {}

  static Schema schema(String model, Task task, List<String> classes) {
    return new Schema(
        model,
        task,
        "id",
        "time",
        List.of("x1", "x2", "x2.missing"),
        List.of(new CategoricalColumn("colour", 4)),
        "y",
        classes);
  }

  private static ModelSpec spec(Likelihood likelihood, int outputs) {
    return new ModelSpec(
        3, List.of(4), List.of(5), outputs, Activation.RELU, likelihood, Prior.STANDARD_NORMAL);
  }

  /** The same for a model of another name. */
  static ModelDescription named(String name) {
    return new ModelDescription(NUMBER.schema().named(name), NUMBER.spec());
  }

  /** A sample that has learned up to the row of its step. */
  static PosteriorSample sample(ModelDescription model, int chain, int slot, long step) {
    Random random = new Random(1000 * chain + step);
    float[] position = new float[model.spec().dimension()];
    for (int i = 0; i < position.length; i++) {
      position[i] = (float) (0.5 * random.nextGaussian());
    }
    return new PosteriorSample(
        model.schema().model(),
        chain,
        slot,
        step,
        Phase.SAMPLING,
        step,
        1000 * step,
        SCALER.version(),
        position,
        null);
  }

  /** The scaler and the dictionary. */
  static List<byte[]> model(ModelDescription model) {
    ModelRecordFormat format = new ModelRecordFormat(model.schema(), model.spec(), Map.of());
    List<byte[]> values = new ArrayList<>();
    values.add(format.value(KnowledgeUpdate.of(0, 0, SCALER)));
    ENTRIES.forEach(entry -> values.add(format.value(KnowledgeUpdate.of(0, 0, entry))));
    return values;
  }

  static PosteriorExport export(ModelDescription model, PosteriorSample... samples)
      throws IOException {
    PosteriorRecords records = new PosteriorRecords(model.schema().model());
    for (byte[] value : model(model)) {
      records.add(value);
    }
    for (PosteriorSample sample : samples) {
      records.add(new PosteriorSampleFormat().value(sample));
    }
    return records.export(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  static void add(TopicContent content, byte[] value) {
    content.add(new ConsumerRecord<>("posterior", 0, 0, null, value));
  }

  static void add(TopicContent content, ModelDescription model) {
    model(model).forEach(value -> add(content, value));
  }

  static void add(TopicContent content, PosteriorSample sample) {
    add(content, new PosteriorSampleFormat().value(sample));
  }

  static void add(TopicContent content, String text) {
    add(content, text.getBytes(StandardCharsets.UTF_8));
  }
}
