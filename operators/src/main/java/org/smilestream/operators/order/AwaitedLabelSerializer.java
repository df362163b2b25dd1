package org.smilestream.operators.order;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.RowSerializer;
import org.smilestream.operators.state.VersionedSerializer;

/**
 * A row whose label is waited for, or was, in state: its fields in the order of the record, the
 * features behind a boolean that says whether they are still kept.
 */
public final class AwaitedLabelSerializer extends VersionedSerializer<AwaitedLabel> {
  /** The one instance. */
  public static final AwaitedLabelSerializer INSTANCE = new AwaitedLabelSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private AwaitedLabelSerializer() {
    super("an awaited label", VERSION);
  }

  @Override
  protected void write(AwaitedLabel row, DataOutputView target) throws IOException {
    target.writeLong(row.sequence());
    target.writeLong(row.eventTime());
    target.writeBoolean(row.features() != null);
    if (row.features() != null) {
      RowSerializer.INSTANCE.serialize(row.features(), target);
    }
    target.writeDouble(row.label());
  }

  @Override
  protected AwaitedLabel read(int version, DataInputView source) throws IOException {
    return new AwaitedLabel(
        source.readLong(),
        source.readLong(),
        source.readBoolean() ? RowSerializer.INSTANCE.deserialize(source) : null,
        source.readDouble());
  }

  @Override
  public TypeSerializerSnapshot<AwaitedLabel> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<AwaitedLabel> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
