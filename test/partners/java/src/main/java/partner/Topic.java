package partner;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

// #region topic
/** Reads an agency's topic. An offset is committed when its message has been dealt with: a crash repeats, and loses nothing. */
final class Topic {
  interface Reader {
    /** Deals with one message. What it throws ends the reading before the commit. */
    void read(String wire) throws Exception;
  }

  static void read(Properties connection, String agency, BooleanSupplier goOn, Reader reader) throws Exception {
    Properties properties = new Properties();
    properties.putAll(connection);
    properties.put("group.id", agency + ".records");
    properties.put("enable.auto.commit", "false");
    properties.put("auto.offset.reset", "earliest");
    try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("concord." + agency + ".v1"));
      while (goOn.getAsBoolean()) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          reader.read(record.value());
        }
        consumer.commitSync();
      }
    }
  }
}
// #endregion
