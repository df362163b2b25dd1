package org.smilestream.operators.chains;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.EncodedRow;
import org.smilestream.learner.DriftState;
import org.smilestream.learner.PageHinkley;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.VersionedSerializer;

/**
 * A chain group beside its chains and its window, in state: its fields in the order of the record.
 * Version 1 had no number of skipped steps, version 2 no drift.
 */
public final class GroupLifeSerializer extends VersionedSerializer<GroupLife> {
  /** The one instance. */
  public static final GroupLifeSerializer INSTANCE = new GroupLifeSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 3;

  private GroupLifeSerializer() {
    super("a chain group", VERSION);
  }

  @Override
  protected void write(GroupLife life, DataOutputView target) throws IOException {
    target.writeLong(life.lastWarmStart());
    target.writeLong(life.emitted());
    target.writeLong(life.skippedSteps());
    writeDrift(life.drift(), target);
    target.writeInt(life.probeRows().length);
    for (EncodedRow row : life.probeRows()) {
      EncodedRowSerializer.INSTANCE.serialize(row, target);
    }
    Fields.writeString(life.engine(), target);
  }

  @Override
  protected GroupLife read(int version, DataInputView source) throws IOException {
    long lastWarmStart = source.readLong();
    long emitted = source.readLong();
    long skippedSteps = version < 2 ? 0 : source.readLong();
    DriftState drift = version < 3 ? DriftState.NONE : readDrift(source);
    EncodedRow[] probeRows = new EncodedRow[source.readInt()];
    for (int i = 0; i < probeRows.length; i++) {
      probeRows[i] = EncodedRowSerializer.INSTANCE.deserialize(source);
    }
    return new GroupLife(
        lastWarmStart, emitted, skippedSteps, drift, probeRows, Fields.readString(source));
  }

  private static void writeDrift(DriftState drift, DataOutputView target) throws IOException {
    PageHinkley test = drift.test();
    target.writeLong(drift.windowStart());
    target.writeLong(drift.change());
    target.writeLong(test.values());
    target.writeDouble(test.mean());
    target.writeDouble(test.squares());
    target.writeDouble(test.sum());
    target.writeDouble(test.least());
    target.writeLong(test.leastAt());
  }

  private static DriftState readDrift(DataInputView source) throws IOException {
    return new DriftState(
        source.readLong(),
        source.readLong(),
        new PageHinkley(
            source.readLong(),
            source.readDouble(),
            source.readDouble(),
            source.readDouble(),
            source.readDouble(),
            source.readLong()));
  }

  @Override
  public TypeSerializerSnapshot<GroupLife> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<GroupLife> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
