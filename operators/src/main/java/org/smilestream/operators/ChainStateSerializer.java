package org.smilestream.operators;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.sampler.ChainState;

/**
 * The binary form of a chain: a version, d, the scalars, and five vectors of d big-endian doubles.
 * Reads every version that was ever written and refuses others by number.
 */
public final class ChainStateSerializer extends TypeSerializerSingleton<ChainState> {
  /** The one instance. */
  public static final ChainStateSerializer INSTANCE = new ChainStateSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 2;

  /** Without step share and number of reseeds: all steps were whole, and no chain was reseeded. */
  private static final int FIRST_VERSION = 1;

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public ChainState createInstance() {
    return new ChainState(0);
  }

  @Override
  public ChainState copy(ChainState from) {
    ChainState copy = new ChainState(from.dimension());
    copy.copyFrom(from);
    return copy;
  }

  @Override
  public ChainState copy(ChainState from, ChainState reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(ChainState state, DataOutputView target) throws IOException {
    target.writeInt(VERSION);
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
    ByteBuffer buffer = ByteBuffer.allocate(state.dimension() * Double.BYTES);
    for (double[] vector : vectors(state)) {
      buffer.clear();
      buffer.asDoubleBuffer().put(vector);
      target.write(buffer.array());
    }
  }

  @Override
  public ChainState deserialize(DataInputView source) throws IOException {
    int version = source.readInt();
    if (version < FIRST_VERSION || version > VERSION) {
      throw new IOException(
          "chain state has version %d; this program reads versions %d to %d"
              .formatted(version, FIRST_VERSION, VERSION));
    }
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
    ByteBuffer buffer = ByteBuffer.allocate(state.dimension() * Double.BYTES);
    for (double[] vector : vectors(state)) {
      source.readFully(buffer.array());
      buffer.clear();
      buffer.asDoubleBuffer().get(vector);
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
  public ChainState deserialize(ChainState reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
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
