package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.sampler.ChainState;

/** A chain in state: d, the scalars, and five vectors of d doubles. */
public final class ChainStateSerializer extends VersionedSerializer<ChainState> {
  /** The one instance. */
  public static final ChainStateSerializer INSTANCE = new ChainStateSerializer();

  private static final long serialVersionUID = 1;

  /**
   * Version 1 is without step share and number of reseeds: all steps were whole, and no chain was
   * reseeded.
   */
  private static final int VERSION = 2;

  private ChainStateSerializer() {
    super("a chain", VERSION);
  }

  /** Chains move on in place. */
  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public ChainState copy(ChainState from) {
    ChainState copy = new ChainState(from.dimension());
    copy.copyFrom(from);
    return copy;
  }

  @Override
  protected void write(ChainState state, DataOutputView target) throws IOException {
    target.writeInt(state.dimension());
    target.writeDouble(state.logDensity());
    target.writeDouble(state.stepSize());
    target.writeDouble(state.stepShare());
    target.writeDouble(state.tunerLocation());
    target.writeDouble(state.tunerSpread());
    target.writeDouble(state.decoherenceLength());
    target.writeLong(state.step());
    target.writeLong(state.startStep());
    target.writeLong(state.rejections());
    target.writeLong(state.reseeds());
    for (double[] vector : vectors(state)) {
      Fields.writeElements(vector, target);
    }
  }

  @Override
  protected ChainState read(int version, DataInputView source) throws IOException {
    ChainState state = new ChainState(source.readInt());
    boolean first = version == FIRST_VERSION;
    state.setScalars(
        source.readDouble(),
        source.readDouble(),
        first ? 1 : source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        first ? 0 : source.readLong());
    for (double[] vector : vectors(state)) {
      Fields.readElements(vector, source);
    }
    return state;
  }

  private static double[][] vectors(ChainState state) {
    return new double[][] {
      state.position(),
      state.velocity(),
      state.preconditionedGradient(),
      state.averages(),
      state.deviations()
    };
  }

  @Override
  public TypeSerializerSnapshot<ChainState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChainState> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
