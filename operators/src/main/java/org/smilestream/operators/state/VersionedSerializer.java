package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The binary form of a value that is kept in state: its version as an int, then its fields. The
 * newest version is written, every version that was ever written is read, and others are refused by
 * the name of the state and by number.
 *
 * <p>A form belongs to its class: a subclass is found again by its snapshot's name, and so neither
 * is to be renamed. Values are taken for immutable: nobody changes a record, nor an array in one,
 * once it is made.
 *
 * <p>Records on their way from operator to operator are serialised by Flink, field by field: none
 * of them outlives the job, since barriers are aligned and no record is part of a checkpoint.
 */
public abstract class VersionedSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1;

  /** The first version of every form. */
  static final int FIRST_VERSION = 1;

  private final String name;
  private final int newest;

  /**
   * @param name of the state, for messages
   * @param newest the version that is written
   */
  public VersionedSerializer(String name, int newest) {
    this.name = name;
    this.newest = newest;
  }

  /** Writes the fields in the newest version. */
  protected abstract void write(T value, DataOutputView target) throws IOException;

  /** Reads the fields of a value of a version from 1 to the newest. */
  protected abstract T read(int version, DataInputView source) throws IOException;

  @Override
  public final void serialize(T value, DataOutputView target) throws IOException {
    target.writeInt(newest);
    write(value, target);
  }

  /**
   * @throws IOException if the version is unknown
   */
  @Override
  public final T deserialize(DataInputView source) throws IOException {
    int version = source.readInt();
    if (version < FIRST_VERSION || version > newest) {
      throw new IOException(
          "the state of %s has version %d; this program reads versions %d to %d"
              .formatted(name, version, FIRST_VERSION, newest));
    }
    return read(version, source);
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public final T copy(T from, T reuse) {
    return copy(from);
  }

  /** None: a value is made when it is read. */
  @Override
  public final T createInstance() {
    return null;
  }

  @Override
  public final int getLength() {
    return -1;
  }
}
