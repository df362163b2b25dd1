package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;

/** A row that waits for the watermark, in state: its fields in the order of the record. */
public final class RowSerializer extends VersionedSerializer<Row> {
  /** The one instance. */
  public static final RowSerializer INSTANCE = new RowSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private RowSerializer() {
    super("a row", VERSION);
  }

  @Override
  protected void write(Row row, DataOutputView target) throws IOException {
    Fields.writeString(row.id(), target);
    target.writeLong(row.eventTime());
    Fields.writeDoubles(row.numeric(), target);
    Fields.writeStrings(row.categorical(), target);
    target.writeDouble(row.target());
    Origin origin = row.origin();
    Fields.writeString(origin.topic(), target);
    target.writeInt(origin.partition());
    target.writeLong(origin.offset());
    target.writeInt(origin.index());
  }

  @Override
  protected Row read(int version, DataInputView source) throws IOException {
    return new Row(
        Fields.readString(source),
        source.readLong(),
        Fields.readDoubles(source),
        Fields.readStrings(source),
        source.readDouble(),
        new Origin(
            Fields.readString(source), source.readInt(), source.readLong(), source.readInt()));
  }

  @Override
  public TypeSerializerSnapshot<Row> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Row> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
