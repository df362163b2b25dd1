package org.smilestream.sql;

import static org.smilestream.sql.PosteriorModelOptions.BOOTSTRAP_SERVERS;
import static org.smilestream.sql.PosteriorModelOptions.CHAINS;
import static org.smilestream.sql.PosteriorModelOptions.FIRST_POSTERIOR_TIMEOUT;
import static org.smilestream.sql.PosteriorModelOptions.MODEL;
import static org.smilestream.sql.PosteriorModelOptions.POSTERIOR;
import static org.smilestream.sql.PosteriorModelOptions.PROPERTIES;
import static org.smilestream.sql.PosteriorModelOptions.SAMPLES_PER_CHAIN;
import static org.smilestream.sql.PosteriorModelOptions.TOPIC;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.types.logical.RowType;
import org.smilestream.connectors.kafka.KafkaConnection;

/** Makes the models whose provider is {@value #PROVIDER}. Flink finds it by its service file. */
public final class PosteriorModelFactory implements ModelProviderFactory {
  static final String PROVIDER = "smilestream";

  @Override
  public String factoryIdentifier() {
    return PROVIDER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(
        BOOTSTRAP_SERVERS,
        TOPIC,
        POSTERIOR,
        MODEL,
        CHAINS,
        SAMPLES_PER_CHAIN,
        FIRST_POSTERIOR_TIMEOUT);
  }

  /**
   * @throws ValidationException if an option is unknown, wrong or missing, or if a file holds no
   *     posterior
   */
  @Override
  public ModelProvider createModelProvider(Context context) {
    FactoryUtil.ModelProviderFactoryHelper helper =
        FactoryUtil.createModelProviderFactoryHelper(this, context);
    helper.validateExcept(PROPERTIES);
    ResolvedCatalogModel model = context.getCatalogModel();
    return new PosteriorProvider(
        source(helper.getOptions(), model.getOptions()),
        columns(model.getResolvedInputSchema()),
        columns(model.getResolvedOutputSchema()));
  }

  private static RowType columns(ResolvedSchema schema) {
    return (RowType) schema.toPhysicalRowDataType().getLogicalType();
  }

  private static PosteriorSource source(ReadableConfig options, Map<String, String> all) {
    String topic = options.getOptional(TOPIC).orElse(null);
    String file = options.getOptional(POSTERIOR).orElse(null);
    if ((topic == null) == (file == null)) {
      throw new ValidationException(
          "a model of provider '%s' needs either option '%s' or option '%s'"
              .formatted(PROVIDER, TOPIC.key(), POSTERIOR.key()));
    }
    EnsembleSize size =
        new EnsembleSize(
            options.getOptional(CHAINS).map(value -> positive(CHAINS, value)).orElse(null),
            positive(SAMPLES_PER_CHAIN, options.get(SAMPLES_PER_CHAIN)));
    if (file != null) {
      return FilePosterior.read(file, options.getOptional(MODEL).orElse(null), size);
    }
    return new TopicPosterior(
        connection(options, all),
        topic,
        options.getOptional(MODEL).orElse(null),
        size,
        timeout(options.get(FIRST_POSTERIOR_TIMEOUT)));
  }

  private static int positive(ConfigOption<Integer> option, int value) {
    if (value < 1) {
      throw new ValidationException(
          "option '%s' cannot be '%d': it must be at least 1".formatted(option.key(), value));
    }
    return value;
  }

  private static Duration timeout(Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new ValidationException(
          "option '%s' cannot be '%d ms': it must be longer than nothing"
              .formatted(FIRST_POSTERIOR_TIMEOUT.key(), value.toMillis()));
    }
    return value;
  }

  private static KafkaConnection connection(ReadableConfig options, Map<String, String> all) {
    String servers =
        options
            .getOptional(BOOTSTRAP_SERVERS)
            .orElseThrow(
                () ->
                    new ValidationException(
                        "option '%s' needs option '%s' beside it"
                            .formatted(TOPIC.key(), BOOTSTRAP_SERVERS.key())));
    Map<String, String> client = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(PROPERTIES) && !key.equals(BOOTSTRAP_SERVERS.key())) {
            client.put(key.substring(PROPERTIES.length()), value);
          }
        });
    return new KafkaConnection(servers, client);
  }
}
