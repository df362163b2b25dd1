package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** From the records of the topic to the file, and back. */
class PosteriorFileTest {
  private static final Schema SCHEMA =
      new Schema(
          "m",
          Task.REGRESSION,
          "id",
          "time",
          List.of("x"),
          List.of(new CategoricalColumn("city", 4), new CategoricalColumn("day", 3)),
          "y",
          List.of());
  private static final ModelSpec SPEC =
      new ModelSpec(
          1,
          List.of(4, 3),
          List.of(2),
          1,
          Activation.RELU,
          Likelihood.GAUSSIAN,
          Prior.STANDARD_NORMAL);
  private static final Scaler SCALER =
      new Scaler(1, 50, new double[] {0.1}, new double[] {1 / 3.0}, 1e-300, 5e17);

  /** Two chars in Java, and neither in ASCII. */
  private static final String EMOJI = "Zürich\uD83D\uDE00";

  private final ModelRecordFormat modelFormat =
      new ModelRecordFormat(SCHEMA, SPEC, Map.of("model", "'m'"));
  private final PosteriorSampleFormat sampleFormat = new PosteriorSampleFormat();
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("posterior.npz");
  }

  private static PosteriorSample sample(String model, int chain, int slot, long step) {
    return new PosteriorSample(
        model,
        chain,
        slot,
        step,
        step > 20 ? Phase.SAMPLING : Phase.TUNING,
        10 * step,
        100 * step,
        1,
        new float[] {chain, slot, step, Float.MIN_VALUE},
        new float[] {1});
  }

  private PosteriorRecords records(PosteriorSample... samples) throws IOException {
    PosteriorRecords records = new PosteriorRecords("m");
    records.add(modelFormat.value(KnowledgeUpdate.of(49, 490, SCALER)));
    records.add(entry(0, EMOJI, 1));
    records.add(entry(1, "3", 1));
    records.add(entry(0, "b", 2));
    for (PosteriorSample sample : samples) {
      records.add(sampleFormat.value(sample));
    }
    return records;
  }

  private byte[] entry(int column, String category, int slot) {
    return modelFormat.value(
        KnowledgeUpdate.of(3, 30, new DictionaryEntry(column, category, slot)));
  }

  @Test
  void theNewestSampleOfEachSlotComesBackAsItWas() throws IOException {
    PosteriorExport export =
        records(
                sample("m", 0, 0, 20),
                sample("m", 1, 0, 20),
                sample("other", 0, 1, 77),
                sample("m", 0, 1, 30),
                sample("m", 0, 0, 40),
                sample("m", 5, 0, 50),
                sample("m", 0, 2, 50))
            .export(5, 2);

    PosteriorFile.write(export, file);
    PosteriorExport read = PosteriorFile.read(file);

    assertThat(read.fingerprint()).isEqualTo(Map.of("model", "'m'"));
    assertThat(read.posterior().scaler()).usingRecursiveComparison().isEqualTo(SCALER);
    assertThat(read.posterior().dictionary())
        .containsExactly(
            new DictionaryEntry(0, EMOJI, 1),
            new DictionaryEntry(0, "b", 2),
            new DictionaryEntry(1, "3", 1));
    assertThat(read.posterior().samples())
        .usingRecursiveComparison()
        .ignoringFields("slot", "probeOutputs")
        .isEqualTo(List.of(sample("m", 1, 0, 20), sample("m", 0, 1, 30), sample("m", 0, 0, 40)));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("nothing is left beside it").containsExactly(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    PosteriorFile.write(read, file);
    assertThat(file).as("the same content, the same bytes").hasBinaryContent(bytes);
  }

  @Test
  void theDocumentHasTheSchemaAsAFileHasIt() throws IOException {
    ObjectNode model = records(sample("m", 0, 0, 20)).export(1, 1).model();

    byte[] schema = ModelRecordFormat.toBytes(model.get("schema"));
    assertThat(SchemaFile.parse("model.json", schema)).isEqualTo(SCHEMA);
    assertThat(model.get("network"))
        .asString()
        .isEqualTo(
            "{\"numericInputs\":1,\"categorySlots\":[4,3],\"hidden\":[2],\"outputs\":1,"
                + "\"activation\":\"relu\"}");
    assertThat(model.get("likelihood").asText()).isEqualTo("gaussian");
    assertThat(model.get("dictionaries").get("day").get("3").intValue()).isEqualTo(1);
  }

  @Test
  void theRecordsHaveKeysOfTheirOwnAndFitIntoWhatTheyAreSaidToTake() {
    KnowledgeUpdate scaler = KnowledgeUpdate.of(49, 490, SCALER);
    KnowledgeUpdate entry = KnowledgeUpdate.of(3, 30, new DictionaryEntry(1, "3", 2));

    assertThat(modelFormat.key(scaler)).asString().isEqualTo("m-scaler");
    assertThat(modelFormat.key(entry)).asString().isEqualTo("m-dictionary-1.2");
    assertThat(modelFormat.value(entry))
        .asString()
        .isEqualTo(
            "{\"type\":\"category\",\"version\":1,\"model\":\"m\",\"lastSequence\":3,"
                + "\"lastEventTime\":30,\"column\":1,\"name\":\"day\",\"category\":\"3\",\"slot\":2}");
    assertThat((long) modelFormat.value(scaler).length).isLessThan(modelFormat.maxBytes());
    assertThat(PosteriorSampleFormat.isSample(modelFormat.value(scaler))).isFalse();
    assertThat(PosteriorSampleFormat.isSample(sampleFormat.value(sample("m", 0, 0, 1)))).isTrue();
  }

  @Test
  void whatIsMissingInTheTopicIsNamed() throws IOException {
    PosteriorRecords noScaler = new PosteriorRecords("m");
    noScaler.add(sampleFormat.value(sample("m", 0, 0, 20)));
    PosteriorRecords twoJobs = records(sample("m", 0, 0, 20));
    twoJobs.add(entry(0, "b", 3));

    assertThatThrownBy(() -> noScaler.export(1, 1))
        .hasMessage("there is no scaler of model 'm' in it yet");
    assertThatThrownBy(() -> records().export(1, 1))
        .hasMessage("there is no sample of model 'm' in it yet");
    assertThatThrownBy(() -> twoJobs.export(1, 1)).hasMessageContaining("dictionaries of two jobs");
    byte[] newer =
        new String(entry(0, "b", 2), StandardCharsets.UTF_8)
            .replace("\"version\":1", "\"version\":2")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> records().add(newer))
        .hasMessage("the description of a model has version 2, but only version 1 can be read");
  }

  @Test
  void aFileThatNumPyHasWrittenIsRead() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("written-by-numpy.npz")) {
      Files.copy(in, file);
    }

    PosteriorExport read = PosteriorFile.read(file);

    assertThat(read.posterior().dictionary())
        .containsExactly(new DictionaryEntry(0, "Zürich", 1), new DictionaryEntry(0, "b", 2));
    PosteriorSample last = read.posterior().samples().get(1);
    assertThat(last.position()).containsExactly(4, 5, 6.5f);
    assertThat(last.chain()).isEqualTo(3);
    assertThat(last.step()).isEqualTo(60);
    assertThat(last.lastSequence()).isEqualTo(9);
    assertThat(last.lastEventTime()).isEqualTo(90);
    assertThat(last.phase()).isEqualTo(Phase.TUNING);
    assertThat(read.posterior().samples().get(0).phase()).isEqualTo(Phase.SAMPLING);
  }

  @Test
  void aFileThatCannotBeUsedIsRefusedInASentence() throws IOException {
    assertRefused("step", bytes -> null, "it has no array 'step'");
    assertRefused("chain", bytes -> Arrays.copyOf(bytes, 130), "'chain' has not the number");
    assertRefused("chain", bytes -> Arrays.copyOf(bytes, 60), "its array 'chain' is cut off");
    assertRefused("chain", bytes -> new byte[200], "its array 'chain' is no array of NumPy's");
    assertRefused("samples", replace("'<f4'", "'<f8'"), "has the type '<f8' and 2 axes");
    assertRefused("samples", replace("False", "True "), "'samples' is in Fortran's order");
    assertRefused("samples", replace("(2, 4,)", "(2, 9,)"), "has not the number of elements");
    assertRefused("samples", replace("(2, 4,)", "(2, 1,)"), "has not the number of elements");
    assertRefused("samples", replace("(2, 4,)", "(99999, 99999,)"), "'samples' has more than 2 GB");
    assertRefused("samples", last(0x7f, 0xc0), "sample 1 has a parameter that is NaN");
    assertRefused("chain", last(0xff, 0xff), "sample 1 is of chain -");
    assertRefused("chain", replace("(2,)", "(1,)"), "has not the number of elements");
    assertRefused("model", replace("\"scaler\"", "\"sealer\""), "its model lacks something");
    assertRefused(
        "model", replace("\"rows\":50", "\"rows\":5x"), "is not valid JSON: Unexpected character");
    assertRefused("model", replace("5.0E17", "-5.0E7"), "its scaler cannot scale");
    assertRefused("model", replace("\"b\":2", "\"b\":1"), "gives slot 1 of 4 to b");
    Files.writeString(file, "text");
    assertThatThrownBy(() -> PosteriorFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("it is no zip archive of arrays");
  }

  /** Text of another length is cut or filled up, as an array's length stands in its header. */
  private static UnaryOperator<byte[]> replace(String text, String by) {
    return bytes -> {
      String before = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(before).contains(text);
      String filled =
          by.length() < text.length() ? by + " ".repeat(text.length() - by.length()) : by;
      return before.replace(text, filled).getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  private static UnaryOperator<byte[]> last(int highest, int next) {
    return bytes -> {
      bytes[bytes.length - 1] = (byte) highest;
      bytes[bytes.length - 2] = (byte) next;
      return bytes;
    };
  }

  private void assertRefused(String array, UnaryOperator<byte[]> change, String reason)
      throws IOException {
    PosteriorFile.write(records(sample("m", 0, 0, 20), sample("m", 1, 0, 20)).export(2, 1), file);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(changed)) {
      for (ZipEntry entry : new ArrayList<>(zip.stream().toList())) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        byte[] written = entry.getName().equals(array + ".npy") ? change.apply(bytes) : bytes;
        if (written != null) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          out.write(written);
        }
      }
    }
    Files.write(file, changed.toByteArray());
    assertThatThrownBy(() -> PosteriorFile.read(file))
        .as("%s: %s", array, reason)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aHeaderEndsAtAMultipleOf64Bytes() throws IOException {
    for (int[] shape : new int[][] {{7}, {80, 11154}, {1_000_000, 1_000}}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new NpyHeader("<f4", shape).write(out);

      assertThat(out.size() % 64).isZero();
      NpyHeader read = NpyHeader.read(new ByteArrayInputStream(out.toByteArray()));
      assertThat(read.shape()).isEqualTo(shape);
      assertThat(read.dtype()).isEqualTo("<f4");
    }
  }
}
