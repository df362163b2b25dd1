package org.smilestream.operators.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Posterior;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.TargetTransform;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.ScalerSerializer;

/**
 * Encodes the rows of a stream: with its dictionaries, and in the units of its scaler once that is
 * frozen. Until then the scaler follows the rows, which are kept unscaled. All of it is in the
 * keyed state of an operator that sees all rows under one key; what is new is told.
 */
final class StreamEncoding {
  private final int warmUpRows;
  private final Likelihood likelihood;
  private final TargetTransform transform;
  private final LearnedTarget learnedTarget;
  private final int columns;
  private final Dictionaries dictionaries;
  private final ValueState<Scaler> scaler;
  private final ListState<EncodedRow> warmUp;

  /** What is in {@link #warmUp}, once it has been read. */
  private final List<EncodedRow> warmUpCache = new ArrayList<>();

  /** What is in {@link #scaler}, once it has been read; null while it follows the rows. */
  private Scaler frozen;

  /**
   * @param warmUpRows number of rows that the scaler is made from
   */
  StreamEncoding(RuntimeContext runtime, Schema schema, Likelihood likelihood, int warmUpRows) {
    this.warmUpRows = warmUpRows;
    this.likelihood = likelihood;
    transform = schema.targetTransform();
    learnedTarget = new LearnedTarget(likelihood, transform);
    int[] slots = schema.categorical().stream().mapToInt(column -> column.slots()).toArray();
    columns = slots.length;
    dictionaries = new Dictionaries(runtime, slots);
    scaler = runtime.getState(new ValueStateDescriptor<>("scaler", ScalerSerializer.INSTANCE));
    warmUp =
        runtime.getListState(new ListStateDescriptor<>("warm-up", EncodedRowSerializer.INSTANCE));
  }

  /**
   * Takes the scaler and the dictionaries of a posterior over, before the first row.
   *
   * @param eventTime of that row
   */
  void begin(Posterior start, long eventTime, Consumer<KnowledgeUpdate> out) throws Exception {
    freeze(start.scaler());
    out.accept(KnowledgeUpdate.of(0, eventTime, start.scaler()));
    for (DictionaryEntry entry : start.dictionary()) {
      dictionaries.put(entry);
      out.accept(KnowledgeUpdate.of(0, eventTime, entry));
    }
  }

  private void freeze(Scaler last) throws Exception {
    scaler.update(last);
    frozen = last;
  }

  /** Whether the scaler follows the rows no more. */
  boolean isFrozen() throws Exception {
    if (frozen == null) {
      frozen = scaler.value();
    }
    return frozen != null;
  }

  /**
   * A row with the slots of its categories, unscaled.
   *
   * @param learned number of rows that were sent to be learned from: new categories are for those
   *     that follow
   */
  EncodedRow encode(Row row, long sequence, long learned, Consumer<KnowledgeUpdate> out)
      throws Exception {
    int[] categories = new int[columns];
    for (int column = 0; column < columns; column++) {
      String category = row.categorical()[column];
      Integer slot = dictionaries.slot(column, category);
      if (slot == null) {
        slot = dictionaries.add(column, category);
        if (slot != Dictionaries.OTHER) {
          DictionaryEntry entry = new DictionaryEntry(column, category, slot);
          out.accept(KnowledgeUpdate.of(learned, row.eventTime(), entry));
        }
      }
      categories[column] = slot;
    }
    return EncodedRow.unscaled(sequence, row, categories, row.target());
  }

  /** In the units of the frozen scaler, as soon as there is one. */
  EncodedRow scaled(EncodedRow unscaled) throws Exception {
    return isFrozen() ? scale(unscaled) : unscaled;
  }

  /**
   * Takes the next row to be learned from.
   *
   * @return the rows that can be learned from now, scaled: none while the scaler follows them, all
   *     since the first when it is frozen, then this one
   */
  List<EncodedRow> learn(EncodedRow unscaled, Consumer<KnowledgeUpdate> out) throws Exception {
    if (isFrozen()) {
      return List.of(scale(unscaled));
    }
    if (warmUpCache.isEmpty()) {
      warmUp.get().forEach(warmUpCache::add);
    }
    warmUp.add(unscaled);
    warmUpCache.add(unscaled);
    boolean last = warmUpCache.size() >= warmUpRows;
    Scaler fitted = fit(last ? 1 : 0);
    out.accept(KnowledgeUpdate.of(unscaled.sequence(), unscaled.eventTime(), fitted));
    if (!last) {
      return List.of();
    }
    freeze(fitted);
    warmUp.clear();
    List<EncodedRow> rows = warmUpCache.stream().map(this::scale).toList();
    warmUpCache.clear();
    return rows;
  }

  private Scaler fit(int version) {
    List<EncodedRow> rows =
        transform.isLog()
            ? warmUpCache.stream()
                .map(row -> row.withTarget(transform.apply(row.rawTarget())))
                .toList()
            : warmUpCache;
    return ScalerFit.of(rows, version, likelihood != Likelihood.CATEGORICAL);
  }

  private EncodedRow scale(EncodedRow unscaled) {
    return unscaled.scaled(
        frozen.scale(unscaled.numeric()),
        learnedTarget.value(unscaled.rawTarget(), frozen),
        frozen.version());
  }

  /** Whether the target of a row that was scaled stands at the limit. */
  boolean isWinsorised(EncodedRow row) {
    return learnedTarget.isWinsorised(row.rawTarget(), frozen);
  }

  /** Number of features of a row that was scaled which stand at the limit. */
  static long winsorisedFeatures(EncodedRow row) {
    return Arrays.stream(row.numeric()).filter(x -> Math.abs(x) == Scaler.LIMIT).count();
  }
}
