package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;

/**
 * A posterior in a file that NumPy reads ({@code numpy.load}): a zip archive of arrays, one entry a
 * sample, and a document about the model. The arrays: docs/records.md.
 */
public final class PosteriorFile {
  /** Compression gains nothing: the digits of positions are noise. */
  private static final int COMPRESSION = Deflater.NO_COMPRESSION;

  /** The same content gives the same bytes. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** An array of one number, or of one position, for each sample. */
  private interface Column {
    void put(PosteriorSample sample, ByteBuffer row);
  }

  private PosteriorFile() {}

  /** Writes a file, in place of an older one once it is complete. */
  public static void write(PosteriorExport export, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path partial = Files.createTempFile(folder, "." + file.getFileName(), ".partial");
    try {
      try (ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
        zip.setLevel(COMPRESSION);
        write(export, zip);
      }
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void write(PosteriorExport export, ZipOutputStream zip) throws IOException {
    List<PosteriorSample> samples = export.posterior().samples();
    int dimension = samples.get(0).position().length;
    byte[] model = ModelRecordFormat.toBytes(export.model());
    begin(zip, "model", new NpyHeader("|u1", model.length));
    zip.write(model);
    column(zip, "chain", "<i4", samples, (sample, row) -> row.putInt(sample.chain()));
    column(zip, "step", "<i8", samples, (sample, row) -> row.putLong(sample.step()));
    column(zip, "sequence", "<i8", samples, (sample, row) -> row.putLong(sample.lastSequence()));
    column(zip, "event_time", "<i8", samples, (sample, row) -> row.putLong(sample.lastEventTime()));
    column(
        zip,
        "sampling",
        "|b1",
        samples,
        (sample, row) -> row.put((byte) (sample.phase() == Phase.SAMPLING ? 1 : 0)));
    begin(zip, "samples", new NpyHeader("<f4", samples.size(), dimension));
    rows(zip, Float.BYTES * dimension, samples, PosteriorFile::putPosition);
  }

  private static void putPosition(PosteriorSample sample, ByteBuffer row) {
    row.asFloatBuffer().put(sample.position());
  }

  private static void column(
      ZipOutputStream zip, String name, String dtype, List<PosteriorSample> samples, Column column)
      throws IOException {
    NpyHeader header = new NpyHeader(dtype, samples.size());
    begin(zip, name, header);
    rows(zip, width(header), samples, column);
  }

  private static void begin(ZipOutputStream zip, String name, NpyHeader header) throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    header.write(zip);
  }

  private static void rows(
      OutputStream out, int bytes, List<PosteriorSample> samples, Column column)
      throws IOException {
    ByteBuffer row = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (PosteriorSample sample : samples) {
      column.put(sample, row.clear());
      out.write(row.array());
    }
  }

  /** Bytes of an element: the digit of its type. */
  private static int width(NpyHeader header) {
    return header.dtype().charAt(2) - '0';
  }

  /**
   * Reads a file that {@link #write} or NumPy has written.
   *
   * @throws IOException in one sentence after the file's name, if it holds no posterior that can be
   *     used
   */
  public static PosteriorExport read(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ObjectNode model = ModelRecordFormat.read(array(zip, "model", "|u1", 1).data().array());
      return new PosteriorExport(
          model, new Posterior(scaler(model), dictionary(model), samples(zip, model)));
    } catch (ZipException e) {
      throw new IOException("it is no zip archive of arrays", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("its model lacks something: " + e.getMessage(), e);
    }
  }

  /** The elements of an array, little-endian. */
  private record Elements(NpyHeader header, ByteBuffer data) {}

  private static Elements array(ZipFile zip, String name, String dtype, int axes)
      throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new IOException("it has no array '" + name + "'");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      NpyHeader header = NpyHeader.read(in);
      if (!header.dtype().equals(dtype) || header.shape().length != axes) {
        throw new IOException(
            "has the type '%s' and %d axes, not '%s' and %d"
                .formatted(header.dtype(), header.shape().length, dtype, axes));
      }
      long bytes = header.elements() * width(header);
      if (bytes > Integer.MAX_VALUE - 8) {
        throw new IOException("has more than 2 GB");
      }
      // What the archive says first: nothing of a size that is made up is to be allocated.
      byte[] data = bytes > entry.getSize() ? new byte[0] : in.readNBytes((int) bytes);
      if (data.length < bytes || in.read() >= 0) {
        throw new IOException("has not the number of elements that its header says");
      }
      return new Elements(header, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException | ArithmeticException e) {
      throw new IOException("its array '" + name + "' " + e.getMessage(), e);
    }
  }

  private static List<PosteriorSample> samples(ZipFile zip, ObjectNode model) throws IOException {
    Elements positions = array(zip, "samples", "<f4", 2);
    int count = positions.header().shape()[0];
    int dimension = positions.header().shape()[1];
    ByteBuffer chains = column(zip, "chain", "<i4", count);
    ByteBuffer steps = column(zip, "step", "<i8", count);
    ByteBuffer sequences = column(zip, "sequence", "<i8", count);
    ByteBuffer times = column(zip, "event_time", "<i8", count);
    ByteBuffer sampling = column(zip, "sampling", "|b1", count);
    int scalerVersion = scaler(model).version();
    List<PosteriorSample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] position = new float[dimension];
      positions.data().asFloatBuffer().get(i * dimension, position);
      requireFinite(position, i);
      int chain = chains.getInt();
      if (chain < 0) {
        throw new IOException("sample " + i + " is of chain " + chain);
      }
      samples.add(
          new PosteriorSample(
              model.path("model").asText(),
              chain,
              0,
              steps.getLong(),
              sampling.get() == 0 ? Phase.TUNING : Phase.SAMPLING,
              sequences.getLong(),
              times.getLong(),
              scalerVersion,
              position,
              null));
    }
    return samples;
  }

  private static ByteBuffer column(ZipFile zip, String name, String dtype, int count)
      throws IOException {
    Elements elements = array(zip, name, dtype, 1);
    if (elements.header().shape()[0] != count) {
      throw new IOException(
          "its array '%s' has %d elements for %d samples"
              .formatted(name, elements.header().shape()[0], count));
    }
    return elements.data();
  }

  private static void requireFinite(float[] position, int sample) throws IOException {
    for (float parameter : position) {
      if (!Float.isFinite(parameter)) {
        throw new IOException("sample " + sample + " has a parameter that is " + parameter);
      }
    }
  }

  private static Scaler scaler(JsonNode model) throws IOException {
    Scaler scaler = ModelRecordFormat.scaler(model);
    int columns = model.required("schema").required("numeric").size();
    boolean usable =
        scaler.version() >= 1
            && scaler.means().length == columns
            && scaler.deviations().length == columns
            && Arrays.stream(scaler.means()).allMatch(Double::isFinite)
            && Arrays.stream(scaler.deviations()).allMatch(PosteriorFile::isScale)
            && Double.isFinite(scaler.targetMean())
            && isScale(scaler.targetDeviation());
    if (!usable) {
      throw new IOException("its scaler cannot scale: " + model.get("scaler"));
    }
    return scaler;
  }

  private static boolean isScale(double deviation) {
    return deviation > 0 && Double.isFinite(deviation);
  }

  private static List<DictionaryEntry> dictionary(JsonNode model) throws IOException {
    List<DictionaryEntry> dictionary = new ArrayList<>();
    int index = 0;
    for (Map.Entry<String, JsonNode> column :
        model.required("schema").required("categorical").properties()) {
      Set<Integer> taken = new HashSet<>();
      int slots = column.getValue().intValue();
      for (Map.Entry<String, JsonNode> entry :
          model.required("dictionaries").required(column.getKey()).properties()) {
        int slot = entry.getValue().intValue();
        if (slot < 1 || slot >= slots || !taken.add(slot)) {
          throw new IOException(
              "its dictionary of column '%s' gives slot %d of %d to %s"
                  .formatted(column.getKey(), slot, slots, Excerpt.of(entry.getKey())));
        }
        dictionary.add(new DictionaryEntry(index, entry.getKey(), slot));
      }
      index++;
    }
    return dictionary;
  }
}
