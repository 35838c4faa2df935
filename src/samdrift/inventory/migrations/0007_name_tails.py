# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Names from each of their words on, so that «where is Signe's computer» is one range of an index.

The comparison of a range may look behind row-level security's filter (it is leak-proof), which LIKE and full text may not:
PostgreSQL would first filter every row of the city. Triggers, because names and descriptions are written in bulk in many
places. What is typed is brought to the same form by rules.tails.
"""

import django.db.models.deletion
from django.db import migrations, models

TAILS = r"""
CREATE FUNCTION inventory_tails(said text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT rtrim(left(array_to_string(words[n:], ' '), 60)) FROM (
    SELECT string_to_array(trim(regexp_replace(
      lower(said), '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+', ' ', 'g')), ' ') AS words
  ) AS w, generate_series(1, least(cardinality(words), 16)) AS n
$$;
CREATE FUNCTION inventory_station_tails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM inventory_nametail WHERE station_id = NEW.id; END IF;
  INSERT INTO inventory_nametail (municipality_id, supplier_id, station_id, tail)
  SELECT NEW.municipality_id, NEW.supplier_id, NEW.id, tail FROM inventory_tails(NEW.name) AS tail;
  RETURN NULL;
END $$;
CREATE FUNCTION inventory_outlet_tails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN DELETE FROM inventory_nametail WHERE interface_id = NEW.id; END IF;
  INSERT INTO inventory_nametail (municipality_id, supplier_id, interface_id, tail)
  SELECT NEW.municipality_id, NEW.supplier_id, NEW.id, tail FROM inventory_tails(NEW.alias) AS tail;
  RETURN NULL;
END $$;
CREATE TRIGGER station_tails_first AFTER INSERT ON inventory_stationname
  FOR EACH ROW EXECUTE FUNCTION inventory_station_tails();
CREATE TRIGGER station_tails_again AFTER UPDATE ON inventory_stationname FOR EACH ROW
  WHEN ((OLD.name, OLD.municipality_id, OLD.supplier_id) IS DISTINCT FROM (NEW.name, NEW.municipality_id, NEW.supplier_id))
  EXECUTE FUNCTION inventory_station_tails();
CREATE TRIGGER outlet_tails_first AFTER INSERT ON inventory_interface
  FOR EACH ROW WHEN (NEW.alias <> '') EXECUTE FUNCTION inventory_outlet_tails();
CREATE TRIGGER outlet_tails_again AFTER UPDATE ON inventory_interface FOR EACH ROW
  WHEN ((OLD.alias, OLD.municipality_id, OLD.supplier_id) IS DISTINCT FROM (NEW.alias, NEW.municipality_id, NEW.supplier_id))
  EXECUTE FUNCTION inventory_outlet_tails();
SELECT set_config('samdrift.system', 'on', true);
INSERT INTO inventory_nametail (municipality_id, supplier_id, station_id, tail)
  SELECT s.municipality_id, s.supplier_id, s.id, tail FROM inventory_stationname AS s, inventory_tails(s.name) AS tail;
INSERT INTO inventory_nametail (municipality_id, supplier_id, interface_id, tail)
  SELECT i.municipality_id, i.supplier_id, i.id, tail FROM inventory_interface AS i, inventory_tails(i.alias) AS tail
  WHERE i.alias <> '';
"""
GONE = """
DROP TRIGGER station_tails_first ON inventory_stationname;
DROP TRIGGER station_tails_again ON inventory_stationname;
DROP TRIGGER outlet_tails_first ON inventory_interface;
DROP TRIGGER outlet_tails_again ON inventory_interface;
DROP FUNCTION inventory_station_tails();
DROP FUNCTION inventory_outlet_tails();
DROP FUNCTION inventory_tails(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0006_told'),
        ('parties', '0003_shared_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameTail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tail', models.CharField(db_collation='C', max_length=60)),
                ('interface', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inventory.interface')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.municipality')),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inventory.stationname')),
                ('supplier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.supplier')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('station__isnull', False)), fields=['tail', 'station'], name='tail_of_station'), models.Index(condition=models.Q(('interface__isnull', False)), fields=['tail', 'interface'], name='tail_of_outlet')],
            },
        ),
        migrations.RunSQL(TAILS, reverse_sql=GONE),
    ]
