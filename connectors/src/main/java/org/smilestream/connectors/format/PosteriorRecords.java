package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;

/**
 * The newest records of one model in the topic {@code posterior}, whatever else is in there.
 * Records of one key are added in their order.
 */
public final class PosteriorRecords {
  private final String name;
  private final PosteriorSampleFormat format = new PosteriorSampleFormat();
  private final Map<Place, PosteriorSample> samples = new TreeMap<>(Place.ORDER);
  private final Map<Place, DictionaryEntry> entries = new TreeMap<>(Place.ORDER);
  private ObjectNode model;

  /** A chain's slot or a column's. */
  private record Place(int first, int slot) {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::first).thenComparingInt(Place::slot);
  }

  /**
   * @param name of the model
   */
  public PosteriorRecords(String name) {
    this.name = name;
  }

  /**
   * The name of the model that a record belongs to.
   *
   * @throws IOException if it is none of the topic's, or of a version that is not known here
   */
  public static String model(byte[] value) throws IOException {
    return PosteriorSampleFormat.isSample(value)
        ? PosteriorSampleFormat.model(value)
        : ModelRecordFormat.read(value).path("model").asText();
  }

  /** Whether a record has described the model, without which a sample means nothing. */
  public boolean describesModel() {
    return model != null;
  }

  /** Whether there is enough to predict with: the model, and a sample of the first chains. */
  public boolean isComplete(int chains) {
    return model != null && samples.keySet().stream().anyMatch(place -> place.first() < chains);
  }

  /**
   * Adds a record.
   *
   * @throws IOException if it is none of the topic's, or of a version that is not known here
   */
  public void add(byte[] value) throws IOException {
    if (PosteriorSampleFormat.isSample(value)) {
      PosteriorSample sample = format.read(value);
      if (sample.model().equals(name)) {
        samples.put(new Place(sample.chain(), sample.slot()), sample);
      }
      return;
    }
    ObjectNode json = ModelRecordFormat.read(value);
    if (!json.path("model").asText().equals(name)) {
      return;
    }
    if (json.path("type").asText().equals(ModelRecordFormat.MODEL)) {
      model = json;
    } else if (json.path("type").asText().equals(ModelRecordFormat.CATEGORY)) {
      DictionaryEntry entry = ModelRecordFormat.entry(json);
      entries.put(new Place(entry.column(), entry.slot()), entry);
    }
  }

  /**
   * What the records say.
   *
   * @param chains number of chains, and {@code samplesPerChain} of samples of each: those beyond
   *     them are left over from a job that had more
   * @throws IOException if a part is missing, or if the parts do not fit together
   */
  public PosteriorExport export(int chains, int samplesPerChain) throws IOException {
    if (model == null) {
      throw new IOException("there is no scaler of model '" + name + "' in it yet");
    }
    List<PosteriorSample> wanted =
        samples.values().stream()
            .filter(sample -> sample.chain() < chains && sample.slot() < samplesPerChain)
            .toList();
    if (wanted.isEmpty()) {
      throw new IOException("there is no sample of model '" + name + "' in it yet");
    }
    List<DictionaryEntry> dictionary = new ArrayList<>(entries.values());
    requireEachCategoryOnce(dictionary);
    return new PosteriorExport(
        document(dictionary), new Posterior(ModelRecordFormat.scaler(model), dictionary, wanted));
  }

  /** The record of the model, and the dictionaries by the names of their columns. */
  private ObjectNode document(List<DictionaryEntry> dictionary) throws IOException {
    ObjectNode document = model.deepCopy();
    ObjectNode dictionaries = document.putObject("dictionaries");
    List<ObjectNode> columns = new ArrayList<>();
    document
        .path("schema")
        .path("categorical")
        .fieldNames()
        .forEachRemaining(column -> columns.add(dictionaries.putObject(column)));
    for (DictionaryEntry entry : dictionary) {
      if (entry.column() >= columns.size()) {
        throw mixed();
      }
      columns.get(entry.column()).put(entry.category(), entry.slot());
    }
    return document;
  }

  /** Entries that another job has left behind give themselves away. */
  private void requireEachCategoryOnce(List<DictionaryEntry> dictionary) throws IOException {
    Map<String, Integer> slots = new HashMap<>();
    for (DictionaryEntry entry : dictionary) {
      if (slots.put(entry.column() + ":" + entry.category(), entry.slot()) != null) {
        throw mixed();
      }
    }
  }

  private IOException mixed() {
    return new IOException(
        "it holds the dictionaries of two jobs with the model '"
            + name
            + "': each new model needs a topic of its own");
  }
}
