package org.smilestream.operators.chains;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.smilestream.data.EncodedRow;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.GroupSnapshot;
import org.smilestream.operators.state.ChainStateSerializer;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.sampler.ChainState;

/**
 * The keyed state of a chain group: its rows, which are written through, its chains and the rest of
 * it, which are written when the group is saved.
 */
final class ChainGroupState {
  private final MapState<Long, EncodedRow> window;
  private final MapState<Integer, ChainState> chains;
  private final ValueState<GroupLife> life;

  ChainGroupState(RuntimeContext runtime) {
    window =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "window", LongSerializer.INSTANCE, EncodedRowSerializer.INSTANCE));
    chains =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "chains", IntSerializer.INSTANCE, ChainStateSerializer.INSTANCE));
    life = runtime.getState(new ValueStateDescriptor<>("life", GroupLifeSerializer.INSTANCE));
  }

  /**
   * What was saved of the group of the current key but for rows and chains; null if nothing was.
   */
  GroupLife life() throws Exception {
    return life.value();
  }

  /** Number of chains that were saved. */
  int chains() throws Exception {
    int count = 0;
    while (chains.contains(count)) {
      count++;
    }
    return count;
  }

  /**
   * Makes a new learner go on from what was saved. Rows that it does not keep, as a smaller window
   * does not, and chains beyond those wanted are removed.
   *
   * @param wanted number of chains of the learner
   */
  void restore(ChainGroupLearner learner, int wanted) throws Exception {
    List<EncodedRow> rows = rows();
    learner.restore(rows, life.value().with(chains(wanted)));
    for (EncodedRow row : rows) {
      if (!learner.remembers(row.sequence())) {
        window.remove(row.sequence());
      }
    }
  }

  private List<ChainState> chains(int wanted) throws Exception {
    List<ChainState> states = new ArrayList<>();
    int saved = chains();
    for (int i = 0; i < saved; i++) {
      if (i < wanted) {
        states.add(chains.get(i));
      } else {
        chains.remove(i);
      }
    }
    return states;
  }

  /** The rows that were kept, in order. */
  private List<EncodedRow> rows() throws Exception {
    List<EncodedRow> rows = new ArrayList<>();
    window.values().forEach(rows::add);
    rows.sort(Comparator.comparingLong(EncodedRow::sequence));
    return rows;
  }

  /** Keeps a row. */
  void put(EncodedRow row) throws Exception {
    window.put(row.sequence(), row);
  }

  /** Forgets rows, given by their numbers. */
  void forget(long[] sequences) throws Exception {
    for (long sequence : sequences) {
      window.remove(sequence);
    }
  }

  /**
   * Writes all but the rows.
   *
   * @param engine that the chains began with
   */
  void save(GroupSnapshot group, String engine) throws Exception {
    life.update(GroupLife.of(group, engine));
    for (int i = 0; i < group.chains().size(); i++) {
      // A copy: a state backend on the heap keeps the object and writes it while the chain moves
      // on.
      chains.put(i, ChainStateSerializer.INSTANCE.copy(group.chains().get(i)));
    }
  }
}
