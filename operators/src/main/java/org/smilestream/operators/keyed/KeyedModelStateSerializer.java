package org.smilestream.operators.keyed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;
import org.smilestream.operators.chains.GroupLife;
import org.smilestream.operators.chains.GroupLifeSerializer;
import org.smilestream.operators.state.ChainStateSerializer;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.PredictiveScoresSerializer;
import org.smilestream.operators.state.ScalerSerializer;
import org.smilestream.operators.state.VersionedSerializer;
import org.smilestream.sampler.ChainState;

/**
 * A key's model in state: its fields in the order of the record, each that has a form of its own in
 * that form. What can be null is preceded by whether it is there.
 */
public final class KeyedModelStateSerializer extends VersionedSerializer<KeyedModelState> {
  /** The one instance. */
  public static final KeyedModelStateSerializer INSTANCE = new KeyedModelStateSerializer();

  private static final long serialVersionUID = 1;

  /** Only the scores within have changed since version 1; they say their own. */
  private static final int VERSION = 2;

  private KeyedModelStateSerializer() {
    super("a key's model", VERSION);
  }

  @Override
  protected void write(KeyedModelState state, DataOutputView target) throws IOException {
    target.writeLong(state.nextSequence());
    target.writeLong(state.newestTime());
    target.writeBoolean(state.scaler() != null);
    if (state.scaler() != null) {
      ScalerSerializer.INSTANCE.serialize(state.scaler(), target);
    }
    target.writeInt(state.warmUp().size());
    for (EncodedRow row : state.warmUp()) {
      EncodedRowSerializer.INSTANCE.serialize(row, target);
    }
    target.writeInt(state.categories().length);
    for (String[] column : state.categories()) {
      Fields.writeStrings(column, target);
    }
    target.writeBoolean(state.life() != null);
    if (state.life() != null) {
      GroupLifeSerializer.INSTANCE.serialize(state.life(), target);
    }
    target.writeInt(state.chains().size());
    for (ChainState chain : state.chains()) {
      ChainStateSerializer.INSTANCE.serialize(chain, target);
    }
    PredictiveScoresSerializer.INSTANCE.serialize(state.scores(), target);
    target.writeInt(state.windowRows());
    target.writeInt(state.samplesPerChain());
  }

  @Override
  protected KeyedModelState read(int version, DataInputView source) throws IOException {
    long nextSequence = source.readLong();
    long newestTime = source.readLong();
    Scaler scaler = source.readBoolean() ? ScalerSerializer.INSTANCE.deserialize(source) : null;
    List<EncodedRow> warmUp = new ArrayList<>();
    for (int left = source.readInt(); left > 0; left--) {
      warmUp.add(EncodedRowSerializer.INSTANCE.deserialize(source));
    }
    String[][] categories = new String[source.readInt()][];
    for (int column = 0; column < categories.length; column++) {
      categories[column] = Fields.readStrings(source);
    }
    GroupLife life = source.readBoolean() ? GroupLifeSerializer.INSTANCE.deserialize(source) : null;
    List<ChainState> chains = new ArrayList<>();
    for (int left = source.readInt(); left > 0; left--) {
      chains.add(ChainStateSerializer.INSTANCE.deserialize(source));
    }
    return new KeyedModelState(
        nextSequence,
        newestTime,
        scaler,
        warmUp,
        categories,
        life,
        chains,
        PredictiveScoresSerializer.INSTANCE.deserialize(source),
        source.readInt(),
        source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<KeyedModelState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyedModelState> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
