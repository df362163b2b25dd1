package org.smilestream.operators.state;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.Origin;

/**
 * A control record that waits for its row, in state: its fields in the order of the record, but for
 * the answers, which wait for nothing.
 */
public final class ControlRecordSerializer extends VersionedSerializer<ControlRecord> {
  /** The one instance. */
  public static final ControlRecordSerializer INSTANCE = new ControlRecordSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private ControlRecordSerializer() {
    super("a control record", VERSION);
  }

  @Override
  protected void write(ControlRecord record, DataOutputView target) throws IOException {
    Fields.writeString(record.id(), target);
    Fields.writeString(record.model(), target);
    Fields.writeString(record.kind().name(), target);
    target.writeLong(record.from());
    target.writeInt(record.options().size());
    for (Map.Entry<String, String> option : record.options().entrySet()) {
      Fields.writeString(option.getKey(), target);
      Fields.writeString(option.getValue(), target);
    }
    Fields.writeString(record.key(), target);
    Origin origin = record.origin();
    Fields.writeString(origin.topic(), target);
    target.writeInt(origin.partition());
    target.writeLong(origin.offset());
    target.writeInt(origin.index());
  }

  @Override
  protected ControlRecord read(int version, DataInputView source) throws IOException {
    String id = Fields.readString(source);
    String model = Fields.readString(source);
    ControlRecord.Kind kind = ControlRecord.Kind.valueOf(Fields.readString(source));
    long from = source.readLong();
    Map<String, String> options = new LinkedHashMap<>();
    for (int left = source.readInt(); left > 0; left--) {
      options.put(Fields.readString(source), Fields.readString(source));
    }
    String key = Fields.readString(source);
    Origin origin =
        new Origin(
            Fields.readString(source), source.readInt(), source.readLong(), source.readInt());
    return new ControlRecord(id, model, kind, from, options, false, key, origin);
  }

  @Override
  public TypeSerializerSnapshot<ControlRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ControlRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
