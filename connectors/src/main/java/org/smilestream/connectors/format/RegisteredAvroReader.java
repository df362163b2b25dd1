package org.smilestream.connectors.format;

import static org.smilestream.data.DeadLetter.MALFORMED;
import static org.smilestream.data.DeadLetter.NO_SCHEMA;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.smilestream.connectors.registry.NoSchemaException;
import org.smilestream.connectors.registry.SchemaRegistry;
import org.smilestream.connectors.registry.SchemaRegistryException;

/**
 * Reads records that name their schemas in a registry. Each schema is asked for once; an id without
 * one is dead for a while, since a producer may register it yet. While there are dead ids the
 * registry is not asked with patience: records with ids of all kinds would hold up the others.
 */
final class RegisteredAvroReader implements TreeReader {
  private static final long DEAD_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_DEAD = 1000;

  private final SchemaRegistry registry;
  private final Map<Integer, AvroTree> trees = new HashMap<>();

  /** Ids without a schema, the eldest first. */
  private final LinkedHashMap<Integer, Dead> dead = new LinkedHashMap<>();

  private record Dead(BadRowException reason, long since) {}

  RegisteredAvroReader(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * @throws SchemaRegistryException if the registry does not say whether it has the schema
   */
  @Override
  public JsonNode read(byte[] record) throws BadRowException {
    RowParser.requireContent(record);
    if (!AvroHead.isRegistered(record)) {
      throw new BadRowException(
          MALFORMED, "the record does not begin with a byte of 0 and the id of its schema");
    }
    return tree(AvroHead.id(record)).read(record, AvroHead.REGISTERED_BYTES);
  }

  private AvroTree tree(int id) throws BadRowException {
    AvroTree known = trees.get(id);
    if (known != null) {
      return known;
    }
    long now = System.nanoTime();
    dead.values().removeIf(each -> now - each.since() >= DEAD_NANOS);
    if (dead.containsKey(id)) {
      throw dead.get(id).reason();
    }
    try {
      AvroTree tree = new AvroTree(AvroSchemas.parse(registry.schema(id, dead.isEmpty())));
      trees.put(id, tree);
      return tree;
    } catch (NoSchemaException e) {
      throw die(id, now, e.getMessage());
    } catch (AvroRuntimeException e) {
      throw die(
          id,
          now,
          "schema " + id + " of the registry is no Avro schema: " + AvroSchemas.oneLine(e));
    }
  }

  private BadRowException die(int id, long now, String why) {
    BadRowException reason = new BadRowException(NO_SCHEMA, why);
    if (dead.size() == MAX_DEAD) {
      dead.remove(dead.keySet().iterator().next());
    }
    dead.put(id, new Dead(reason, now));
    return reason;
  }
}
