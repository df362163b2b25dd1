package org.smilestream.connectors.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Reads Avro's schemas, of records that others write and of our own. */
public final class AvroSchemas {
  private static final int MAX_MESSAGE = 200;

  private AvroSchemas() {}

  /**
   * Reads a file with the schema of a record.
   *
   * @return its JSON
   * @throws InvalidSchemaException in one sentence, if the file cannot be read or is no such schema
   */
  public static String read(Path file) {
    try {
      String json = Files.readString(file);
      Schema schema = parse(json);
      if (schema.getType() != Schema.Type.RECORD) {
        throw new InvalidSchemaException(
            "Avro schema file '%s' describes no record but '%s'"
                .formatted(file, schema.getType().getName()));
      }
      return json;
    } catch (IOException e) {
      throw new InvalidSchemaException("Avro schema file '" + file + "' cannot be read: " + e, e);
    } catch (AvroRuntimeException e) {
      throw new InvalidSchemaException(
          "Avro schema file '" + file + "' is no Avro schema: " + oneLine(e), e);
    }
  }

  /**
   * The schema in a JSON text. Names and defaults are not checked: other programs are more lenient
   * in writing them.
   *
   * @throws AvroRuntimeException if it is none
   */
  static Schema parse(String json) {
    return onThreadOfItsOwn(
        () ->
            new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false).parse(json));
  }

  /** A schema of this project: the file {@code name} beside {@code owner}. */
  static Schema bundled(Class<?> owner, String name) {
    return onThreadOfItsOwn(
        () -> {
          try (InputStream in = owner.getResourceAsStream(name)) {
            return new Schema.Parser().parse(in);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * Avro's parser leaves an object of its own in a thread-local of its caller. A JobManager's
   * threads outlive the job, and by that object they would keep the job's class loader.
   */
  private static Schema onThreadOfItsOwn(Supplier<Schema> parser) {
    try {
      return CompletableFuture.supplyAsync(parser, task -> new Thread(task, "avro").start()).join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  static String oneLine(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return Excerpt.of(message, MAX_MESSAGE);
  }
}
