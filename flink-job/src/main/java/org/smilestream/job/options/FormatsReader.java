package org.smilestream.job.options;

import java.nio.file.Path;
import java.util.Optional;
import org.smilestream.connectors.format.AvroSchemas;
import org.smilestream.connectors.format.InvalidSchemaException;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.connectors.format.RowEncodings;
import org.smilestream.connectors.registry.SchemaRegistryConnection;

/** Makes the encodings of rows of what {@link FormatOptions} say. */
final class FormatsReader {
  private final OptionReader options;
  private final Optional<SchemaRegistryConnection> registry;

  private FormatsReader(OptionReader options) {
    this.options = options;
    registry = registry(options);
  }

  static JobSettings.Formats read(OptionReader options) {
    FormatsReader reader = new FormatsReader(options);
    return new JobSettings.Formats(reader.encodings(), reader.registry);
  }

  private static Optional<SchemaRegistryConnection> registry(OptionReader options) {
    Optional<String> url = options.find(FormatOptions.REGISTRY_URL);
    Optional<String> user = options.find(FormatOptions.REGISTRY_USER);
    Optional<String> password = options.find(FormatOptions.REGISTRY_PASSWORD);
    Optional<String> certificates = options.find(FormatOptions.REGISTRY_CERTIFICATES);
    requireBoth(FormatOptions.REGISTRY_USER, user, FormatOptions.REGISTRY_URL, url);
    requireBoth(FormatOptions.REGISTRY_USER, user, FormatOptions.REGISTRY_PASSWORD, password);
    requireBoth(FormatOptions.REGISTRY_PASSWORD, password, FormatOptions.REGISTRY_USER, user);
    requireBoth(FormatOptions.REGISTRY_CERTIFICATES, certificates, FormatOptions.REGISTRY_URL, url);
    return url.map(
        address ->
            new SchemaRegistryConnection(
                address, user.orElse(null), password.orElse(null), certificates.orElse(null)));
  }

  /** Does not show the value, which may be a password. */
  private static void requireBoth(
      JobOption<String> option,
      Optional<String> value,
      JobOption<String> other,
      Optional<String> otherValue) {
    if (value.isPresent() && otherValue.isEmpty()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be set without '%s'".formatted(option.key(), other.key()));
    }
  }

  private RowEncodings encodings() {
    boolean rows = isAvro(options.get(FormatOptions.ROWS));
    boolean requests = options.find(FormatOptions.REQUESTS).map(FormatsReader::isAvro).orElse(rows);
    String ofRows = "without '" + FormatOptions.ROWS.key() + "' 'avro'";
    refuse(FormatOptions.ROWS_SCHEMA, !rows, ofRows);
    refuse(FormatOptions.LABELS_SCHEMA, !rows, ofRows);
    refuse(
        FormatOptions.LABELS_SCHEMA,
        options.find(LabelOptions.TOPIC).isEmpty(),
        "without '" + LabelOptions.TOPIC.key() + "'");
    refuse(
        FormatOptions.REQUESTS_SCHEMA,
        !requests,
        "without '" + FormatOptions.REQUESTS.key() + "' 'avro'");
    return new RowEncodings(
        encoding(rows, FormatOptions.ROWS, FormatOptions.ROWS_SCHEMA),
        encoding(rows, FormatOptions.ROWS, FormatOptions.LABELS_SCHEMA),
        encoding(requests, FormatOptions.REQUESTS, FormatOptions.REQUESTS_SCHEMA));
  }

  private static boolean isAvro(String format) {
    return EnumNames.constant(RowFormat.class, format) == RowFormat.AVRO;
  }

  private void refuse(JobOption<String> option, boolean refused, String why) {
    Optional<String> value = options.find(option);
    if (refused && value.isPresent()) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s' %s".formatted(option.key(), value.get(), why));
    }
  }

  /**
   * @param file option of the schema without a registry; if it is not set, that of the rows is
   *     theirs too
   */
  private RowEncoding encoding(boolean avro, JobOption<String> format, JobOption<String> file) {
    if (!avro) {
      return RowEncoding.JSON;
    }
    if (registry.isPresent()) {
      refuse(
          file,
          true,
          "with '%s', which has the schema of each record"
              .formatted(FormatOptions.REGISTRY_URL.key()));
      return new RowEncoding.RegisteredAvro(registry.get());
    }
    JobOption<String> set = options.find(file).isPresent() ? file : FormatOptions.ROWS_SCHEMA;
    String path =
        options
            .find(set)
            .orElseThrow(
                () ->
                    new InvalidConfigurationException(
                        "option '%s' cannot be 'avro' without '%s' or '%s'"
                            .formatted(
                                format.key(), FormatOptions.REGISTRY_URL.key(), file.key())));
    try {
      return new RowEncoding.Avro(AvroSchemas.read(Path.of(path)));
    } catch (InvalidSchemaException e) {
      throw new InvalidConfigurationException(
          "option '%s' cannot be '%s': %s".formatted(set.key(), path, e.getMessage()));
    }
  }
}
