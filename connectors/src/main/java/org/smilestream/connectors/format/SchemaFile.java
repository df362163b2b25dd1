package org.smilestream.connectors.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smilestream.data.Schema;

/**
 * A file that describes the columns of a stream, in YAML, or in JSON where its name ends in {@code
 * .json}: see docs/records.md. The file is read as plain data; nothing in it can name a Java class,
 * and an alias is not expanded.
 */
public final class SchemaFile {
  /** A file of a thousand columns has 30 KB. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SchemaFile() {}

  /**
   * Reads a schema.
   *
   * @throws InvalidSchemaException in one sentence, if the file cannot be read or is no schema
   */
  public static Schema read(Path file) {
    return parse(file.toString(), content(file));
  }

  /**
   * Reads the schema of a file of rows, which may say more than that of a topic.
   *
   * @throws InvalidSchemaException in one sentence, if the file cannot be read or is no schema
   */
  public static FileSchema readForFile(Path file) {
    return new SchemaReader(file.toString()).readForFile(tree(file.toString(), content(file)));
  }

  private static byte[] content(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidSchemaException("schema file '" + file + "' does not exist");
    }
    try {
      // Of a larger one no more than what shows that it is too large.
      return head(file);
    } catch (IOException e) {
      throw new InvalidSchemaException("schema file '" + file + "' cannot be read: " + e, e);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  /**
   * Reads a schema from the content of a file.
   *
   * @param name name of the file, for messages; JSON if it ends in {@code .json}, else YAML
   * @throws InvalidSchemaException in one sentence, if the content is no schema
   */
  public static Schema parse(String name, byte[] content) {
    return new SchemaReader(name).read(tree(name, content));
  }

  private static JsonNode tree(String name, byte[] content) {
    if (content.length > MAX_BYTES) {
      throw new InvalidSchemaException(
          "schema file '" + name + "' has more than " + MAX_BYTES + " bytes");
    }
    boolean json = name.endsWith(".json");
    try {
      return (json ? JSON : YAML).readTree(content);
    } catch (JsonProcessingException e) {
      throw new InvalidSchemaException(
          String.format(
              "schema file '%s' is not valid %s%s: %s",
              name, json ? "JSON" : "YAML", place(e.getLocation()), oneLine(e)),
          e);
    } catch (IOException e) {
      throw new InvalidSchemaException("schema file '" + name + "' cannot be read: " + e, e);
    }
  }

  private static String place(JsonLocation location) {
    return location == null ? "" : " at line " + location.getLineNr();
  }

  private static String oneLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }
}
