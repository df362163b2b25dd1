package org.smilestream.connectors.format;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of a NumPy file: what the bytes behind it are. Arrays lie in C order.
 *
 * @param dtype element type as NumPy writes it, such as {@code <f4}
 * @param shape number of elements along each axis
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
record NpyHeader(String dtype, int... shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The data starts at a multiple of it. */
  private static final int ALIGNMENT = 64;

  /** Magic, version and the length of the dictionary in version 1. */
  private static final int PREFIX = 10;

  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern DTYPE = Pattern.compile("'descr': *'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  /** Number of elements. */
  long elements() {
    return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
  }

  void write(OutputStream out) throws IOException {
    String axes =
        Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining(" ", "(", ")"));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(dtype, axes);
    int end = PREFIX + dictionary.length() + 1;
    int padding = (ALIGNMENT - end % ALIGNMENT) % ALIGNMENT;
    int length = dictionary.length() + padding + 1;
    out.write(MAGIC);
    out.write(new byte[] {1, 0, (byte) length, (byte) (length >> 8)});
    out.write((dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads a header, up to the first byte of the data.
   *
   * @throws IOException if there is none, or one of an array that is not in C order
   */
  static NpyHeader read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    try {
      byte[] magic = new byte[MAGIC.length];
      data.readFully(magic);
      int major = data.readUnsignedByte();
      data.readUnsignedByte();
      if (!Arrays.equals(magic, MAGIC) || major < 1 || major > 3) {
        throw new IOException("is no array of NumPy's");
      }
      int length = data.readUnsignedByte() | data.readUnsignedByte() << 8;
      length |= major == 1 ? 0 : data.readUnsignedByte() << 16 | data.readUnsignedByte() << 24;
      if (length < 0 || length > MAX_BYTES) {
        throw new IOException("has a header of " + Integer.toUnsignedString(length) + " bytes");
      }
      byte[] dictionary = new byte[length];
      data.readFully(dictionary);
      return parse(new String(dictionary, StandardCharsets.UTF_8));
    } catch (EOFException e) {
      throw new IOException("is cut off", e);
    }
  }

  private static NpyHeader parse(String dictionary) throws IOException {
    if (find(ORDER, dictionary).equals("True")) {
      throw new IOException("is in Fortran's order, not in C's");
    }
    try {
      int[] shape =
          Arrays.stream(find(SHAPE, dictionary).split(","))
              .map(String::strip)
              .filter(axis -> !axis.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      return new NpyHeader(find(DTYPE, dictionary), shape);
    } catch (NumberFormatException e) {
      throw new IOException("is too large: " + dictionary.strip(), e);
    }
  }

  private static String find(Pattern pattern, String dictionary) throws IOException {
    Matcher matcher = pattern.matcher(dictionary);
    if (!matcher.find()) {
      throw new IOException("has a header that cannot be read: " + dictionary.strip());
    }
    return matcher.group(1);
  }
}
