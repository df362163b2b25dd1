package org.smilestream.connectors.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/** References to secrets, as {@link KafkaConnection} describes them. */
public final class SecretReference {
  static final Pattern FORM = Pattern.compile("\\$\\{[^}:]+:[^}]*}");

  private SecretReference() {}

  /**
   * Puts what references in a text refer to on this machine in their places.
   *
   * @throws ConfigException in one sentence, if one leads to nothing
   */
  public static String resolve(String text) {
    Map<String, ConfigProvider> providers =
        Map.of(
            "env", new EnvVarConfigProvider(),
            "file", new FileConfigProvider(),
            "directory", new DirectoryConfigProvider());
    providers.values().forEach(each -> each.configure(new HashMap<>()));
    String resolved =
        new ConfigTransformer(providers).transform(Map.of("text", text)).data().get("text");
    Matcher dangling = FORM.matcher(resolved);
    if (dangling.find() && text.contains(dangling.group())) {
      throw new ConfigException("'" + dangling.group() + "' leads to nothing on this machine");
    }
    return resolved;
  }
}
