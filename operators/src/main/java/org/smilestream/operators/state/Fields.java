package org.smilestream.operators.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Strings and arrays in state. An array is its length and its elements, big-endian; a string is
 * Flink's {@link StringValue}, of any length.
 */
public final class Fields {
  private Fields() {}

  public static void writeString(String value, DataOutputView target) throws IOException {
    StringValue.writeString(value, target);
  }

  public static String readString(DataInputView source) throws IOException {
    return StringValue.readString(source);
  }

  public static void writeStrings(String[] values, DataOutputView target) throws IOException {
    target.writeInt(values.length);
    for (String value : values) {
      writeString(value, target);
    }
  }

  public static String[] readStrings(DataInputView source) throws IOException {
    String[] values = new String[source.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = readString(source);
    }
    return values;
  }

  public static void writeDoubles(double[] values, DataOutputView target) throws IOException {
    target.writeInt(values.length);
    writeElements(values, target);
  }

  public static double[] readDoubles(DataInputView source) throws IOException {
    double[] values = new double[source.readInt()];
    readElements(values, source);
    return values;
  }

  /** Writes an array whose length is known to who reads it. */
  static void writeElements(double[] values, DataOutputView target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Double.BYTES);
    buffer.asDoubleBuffer().put(values);
    target.write(buffer.array());
  }

  static void readElements(double[] values, DataInputView source) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Double.BYTES);
    source.readFully(buffer.array());
    buffer.asDoubleBuffer().get(values);
  }

  public static void writeFloats(float[] values, DataOutputView target) throws IOException {
    target.writeInt(values.length);
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    target.write(buffer.array());
  }

  public static float[] readFloats(DataInputView source) throws IOException {
    float[] values = new float[source.readInt()];
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    source.readFully(buffer.array());
    buffer.asFloatBuffer().get(values);
    return values;
  }

  static void writeInts(int[] values, DataOutputView target) throws IOException {
    target.writeInt(values.length);
    for (int value : values) {
      target.writeInt(value);
    }
  }

  static int[] readInts(DataInputView source) throws IOException {
    int[] values = new int[source.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = source.readInt();
    }
    return values;
  }
}
