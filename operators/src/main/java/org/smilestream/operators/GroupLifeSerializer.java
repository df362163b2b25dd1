package org.smilestream.operators;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.EncodedRow;

/**
 * A chain group beside its chains and its window, in state: its fields in the order of the record.
 * Version 1 had no number of skipped steps.
 */
public final class GroupLifeSerializer extends VersionedSerializer<GroupLife> {
  /** The one instance. */
  public static final GroupLifeSerializer INSTANCE = new GroupLifeSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 2;

  private GroupLifeSerializer() {
    super("a chain group", VERSION);
  }

  @Override
  void write(GroupLife life, DataOutputView target) throws IOException {
    target.writeLong(life.lastWarmStart());
    target.writeLong(life.emitted());
    target.writeLong(life.skippedSteps());
    target.writeInt(life.probeRows().length);
    for (EncodedRow row : life.probeRows()) {
      EncodedRowSerializer.INSTANCE.serialize(row, target);
    }
    Fields.writeString(life.engine(), target);
  }

  @Override
  GroupLife read(int version, DataInputView source) throws IOException {
    long lastWarmStart = source.readLong();
    long emitted = source.readLong();
    long skippedSteps = version < 2 ? 0 : source.readLong();
    EncodedRow[] probeRows = new EncodedRow[source.readInt()];
    for (int i = 0; i < probeRows.length; i++) {
      probeRows[i] = EncodedRowSerializer.INSTANCE.deserialize(source);
    }
    return new GroupLife(
        lastWarmStart, emitted, skippedSteps, probeRows, Fields.readString(source));
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
