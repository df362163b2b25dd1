package org.smilestream.job.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/**
 * Reads options from a YAML file, with dotted keys ({@code chains.count: 8}), nested ones, or a
 * mixture. Only plain data is read, never a type that the file names, and an alias is not expanded.
 */
public final class ConfigFile {
  /** Room for all options and a certificate or two. */
  private static final int MAX_BYTES = 1024 * 1024;

  private static final List<JobOption<String>> FILES =
      List.of(
          StreamOptions.SCHEMA_FILE,
          StartOptions.POSTERIOR,
          FormatOptions.ROWS_SCHEMA,
          FormatOptions.LABELS_SCHEMA,
          FormatOptions.REQUESTS_SCHEMA);

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigFile() {}

  /**
   * The options of {@code file}, replaced or completed by {@code overrides}.
   *
   * @throws InvalidConfigurationException in one sentence, if the file cannot be read as options
   */
  public static Configuration load(Path file, Map<String, String> overrides) {
    Map<String, String> options = new LinkedHashMap<>();
    flatten(file, "", parse(file), options);
    // So that a file and its schema can be moved together and used from any working directory.
    for (JobOption<String> named : FILES) {
      options.computeIfPresent(named.key(), (key, path) -> file.resolveSibling(path).toString());
    }
    options.computeIfPresent(
        ChallengerOptions.CHALLENGERS.key(), (key, value) -> resolved(file, value));
    options.putAll(overrides);
    return Configuration.fromMap(options);
  }

  /** The challengers with the paths of their files from the folder of this one. */
  private static String resolved(Path file, String challengers) {
    return new OptionReader(
            Configuration.fromMap(Map.of(ChallengerOptions.CHALLENGERS.key(), challengers)))
        .get(ChallengerOptions.CHALLENGERS).stream()
            .map(
                each -> {
                  int split = each.indexOf('=') + 1;
                  Path path = file.resolveSibling(each.substring(split));
                  return "'" + (each.substring(0, split) + path).replace("'", "''") + "'";
                })
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private static JsonNode parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidConfigurationException("there is no configuration file '" + file + "'");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new InvalidConfigurationException(
            "configuration file '" + file + "' has more than " + MAX_BYTES + " bytes");
      }
      JsonNode root = YAML.readTree(content);
      if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
        throw new InvalidConfigurationException(
            "configuration file '" + file + "' must hold lines of 'option: value'");
      }
      return root;
    } catch (JsonProcessingException e) {
      // Without the cause, which quotes the line, and with it what may be a password.
      throw new InvalidConfigurationException(
          "configuration file '%s' is not valid YAML in line %d: %s"
              .formatted(file, line(e), firstLine(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new InvalidConfigurationException(
          "configuration file '" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static void flatten(
      Path file, String prefix, JsonNode node, Map<String, String> options) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        flatten(file, key + ".", value, options);
      } else if (value.isNull()) {
        throw new InvalidConfigurationException(
            "option '" + key + "' has no value in '" + file + "'");
      } else if (options.put(key, text(key, value)) != null) {
        throw new InvalidConfigurationException(
            "option '" + key + "' stands twice in '" + file + "'");
      }
    }
  }

  /** A list in Flink's form, or in that of Kafka's clients. */
  private static String text(String key, JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    List<String> items = new ArrayList<>();
    value.forEach(item -> items.add(item.asText()));
    return key.startsWith(KafkaOptions.CLIENT_PREFIX)
        ? String.join(",", items)
        : "[" + String.join(", ", items) + "]";
  }
}
