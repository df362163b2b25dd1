package org.smilestream.operators.control;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.VersionedSerializer;

/** What control records have changed, in state: its fields in the order of the record. */
public final class LiveChangesSerializer extends VersionedSerializer<LiveChanges> {
  /** The one instance. */
  public static final LiveChangesSerializer INSTANCE = new LiveChangesSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private LiveChangesSerializer() {
    super("live changes", VERSION);
  }

  @Override
  protected void write(LiveChanges changes, DataOutputView target) throws IOException {
    target.writeInt(changes.options().size());
    for (Map.Entry<String, String> option : changes.options().entrySet()) {
      Fields.writeString(option.getKey(), target);
      Fields.writeString(option.getValue(), target);
    }
    target.writeBoolean(changes.paused());
    target.writeLong(changes.rewarms());
  }

  @Override
  protected LiveChanges read(int version, DataInputView source) throws IOException {
    Map<String, String> options = new TreeMap<>();
    for (int left = source.readInt(); left > 0; left--) {
      options.put(Fields.readString(source), Fields.readString(source));
    }
    return new LiveChanges(options, source.readBoolean(), source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<LiveChanges> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LiveChanges> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
