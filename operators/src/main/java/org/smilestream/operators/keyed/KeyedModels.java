package org.smilestream.operators.keyed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.operators.state.PosteriorSampleSerializer;
import org.smilestream.operators.state.WindowRowSerializer;

/**
 * The models of a task's keys, each in the keyed state of its key.
 *
 * <p>Those that were used most recently are on the heap too, as many as memory was given for. There
 * they change with every row and are written back when a checkpoint is taken, when they leave the
 * heap for another one, and when many of their rows are not in state; only what has changed since
 * is written.
 */
final class KeyedModels {
  /** A model with so many rows that are not in state is written back between checkpoints. */
  static final int MOST_UNSAVED_ROWS = 64;

  private final KeyedModelSettings settings;
  private final KeyedStateBackend<String> backend;
  private final ValueState<KeyedModelState> state;
  private final ValueState<Long> newestTime;
  private final MapState<Integer, EncodedRow> window;
  private final MapState<Integer, PosteriorSample> samples;
  private final KeyedEngines engines;
  private final KeyLimit limit;
  private final int capacity;
  private final Runnable loaded;

  /** Those on the heap, the one that was used least recently first. */
  private final LinkedHashMap<String, KeyedModel> atHand = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param loaded is told each time that a model is read from state
   */
  KeyedModels(
      RuntimeContext runtime,
      KeyedStateBackend<String> backend,
      KeyedModelSettings settings,
      Runnable loaded) {
    this.settings = settings;
    this.backend = backend;
    this.loaded = loaded;
    state =
        runtime.getState(
            new ValueStateDescriptor<>("model-of-key", KeyedModelStateSerializer.INSTANCE));
    newestTime =
        runtime.getState(new ValueStateDescriptor<>("newest-time", LongSerializer.INSTANCE));
    window =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "window", IntSerializer.INSTANCE, WindowRowSerializer.INSTANCE));
    samples =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "samples", IntSerializer.INSTANCE, PosteriorSampleSerializer.INSTANCE));
    engines = new KeyedEngines(settings);
    limit =
        new KeyLimit(settings.maxKeys(), runtime.getTaskInfo().getMaxNumberOfParallelSubtasks());
    capacity = settings.keysAtHand();
  }

  /**
   * Counts the models that were restored.
   *
   * @param visitor is given the key of each, which is the current one then, and the event time of
   *     its newest row
   */
  void restore(ObjLongConsumer<String> visitor) throws Exception {
    for (String key : SavedKeys.of(backend, "newest-time")) {
      backend.setCurrentKey(key);
      limit.add(key);
      visitor.accept(key, newestTime.value());
    }
  }

  /** Number of models. */
  int total() {
    return limit.total();
  }

  /** Number of models on the heap. */
  int atHand() {
    return atHand.size();
  }

  /** Number of models for which the heap has room. */
  int capacity() {
    return capacity;
  }

  /** The bound of models, a share of which each key group has. */
  KeyLimit limit() {
    return limit;
  }

  /** Event time of the newest row of the current key; null if it has no model. */
  Long newestTime(String key) throws Exception {
    KeyedModel model = atHand.get(key);
    return model == null ? newestTime.value() : Long.valueOf(model.newestTime());
  }

  /** The model of the current key; null if it has none. */
  KeyedModel find(String key) throws Exception {
    KeyedModel model = atHand.get(key);
    if (model != null) {
      return model;
    }
    KeyedModelState saved = state.value();
    if (saved == null) {
      return null;
    }
    model = load(key, saved);
    loaded.run();
    hold(key, model);
    return model;
  }

  private KeyedModel load(String key, KeyedModelState saved) throws Exception {
    List<EncodedRow> rows = new ArrayList<>();
    window.values().forEach(rows::add);
    List<PosteriorSample> kept = new ArrayList<>();
    samples.values().forEach(kept::add);
    String engine = saved.life() == null ? settings.engine() : saved.life().engine();
    KeyedModel model = KeyedModel.restore(settings, key, engines.get(engine), saved, rows, kept);
    if (!model.laidOutAs(saved)) {
      window.clear();
      samples.clear();
    }
    return model;
  }

  /** Makes a model of the current key, which has none. */
  KeyedModel create(String key) throws Exception {
    KeyedModel model = KeyedModel.create(settings, key, engines.get());
    limit.add(key);
    hold(key, model);
    return model;
  }

  /** Puts a model on the heap, in place of the one that was used least recently if it is full. */
  private void hold(String key, KeyedModel model) throws Exception {
    atHand.put(key, model);
    if (atHand.size() > capacity) {
      Iterator<Map.Entry<String, KeyedModel>> oldest = atHand.entrySet().iterator();
      Map.Entry<String, KeyedModel> leaving = oldest.next();
      oldest.remove();
      writeBack(leaving.getKey(), leaving.getValue());
      backend.setCurrentKey(key);
    }
  }

  /** Writes the model of the current key back if many of its rows are not in state. */
  void limitUnsaved(String key, KeyedModel model) throws Exception {
    if (model.unsaved().rows().size() >= MOST_UNSAVED_ROWS) {
      writeBack(key, model);
    }
  }

  /** Removes the model of the current key, which has one; returns where it was. */
  KeyedModelState remove(String key) throws Exception {
    KeyedModel model = atHand.remove(key);
    KeyedModelState last = model == null ? state.value() : model.state();
    state.clear();
    newestTime.clear();
    window.clear();
    samples.clear();
    limit.remove(key);
    return last;
  }

  /** Writes back all that has changed. */
  void snapshot() throws Exception {
    String current = backend.getCurrentKey();
    for (Map.Entry<String, KeyedModel> entry : atHand.entrySet()) {
      writeBack(entry.getKey(), entry.getValue());
    }
    if (current != null) {
      backend.setCurrentKey(current);
    }
  }

  private void writeBack(String key, KeyedModel model) throws Exception {
    if (!model.changed()) {
      return;
    }
    backend.setCurrentKey(key);
    state.update(model.state());
    newestTime.update(model.newestTime());
    for (Map.Entry<Integer, EncodedRow> row : model.unsaved().rows().entrySet()) {
      window.put(row.getKey(), row.getValue());
    }
    for (Map.Entry<Integer, PosteriorSample> sample : model.unsaved().samples().entrySet()) {
      samples.put(sample.getKey(), sample.getValue());
    }
    model.saved();
  }
}
