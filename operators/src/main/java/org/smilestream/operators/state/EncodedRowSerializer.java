package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.EncodedRow;

/** A row of the window, or one that waits, in state: its fields in the order of the record. */
public final class EncodedRowSerializer extends VersionedSerializer<EncodedRow> {
  /** The one instance. */
  public static final EncodedRowSerializer INSTANCE = new EncodedRowSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private EncodedRowSerializer() {
    super("an encoded row", VERSION);
  }

  @Override
  protected void write(EncodedRow row, DataOutputView target) throws IOException {
    target.writeLong(row.sequence());
    Fields.writeString(row.id(), target);
    target.writeLong(row.eventTime());
    Fields.writeDoubles(row.numeric(), target);
    Fields.writeInts(row.categories(), target);
    target.writeDouble(row.target());
    target.writeDouble(row.rawTarget());
    target.writeInt(row.scalerVersion());
  }

  @Override
  protected EncodedRow read(int version, DataInputView source) throws IOException {
    return new EncodedRow(
        source.readLong(),
        Fields.readString(source),
        source.readLong(),
        Fields.readDoubles(source),
        Fields.readInts(source),
        source.readDouble(),
        source.readDouble(),
        source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<EncodedRow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<EncodedRow> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
